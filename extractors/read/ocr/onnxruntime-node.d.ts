/** Release 1.16 of the binding ships without the types it names; they are those of its common part. */
declare module 'onnxruntime-node' {
  export * from 'onnxruntime-common';
}
