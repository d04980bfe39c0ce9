import { InferenceSession, Tensor } from 'onnxruntime-node';

/** A loaded network with one input and one output. */
export interface Network {
  /** Runs it on a tensor (dimensions and values, row-major) and gives the output the same way. */
  run(dims: readonly number[], values: Float32Array): Promise<{ readonly dims: readonly number[]; readonly values: Float32Array }>;
  close(): Promise<void>;
}

/**
 * Loads an ONNX model file. One thread: documents run side by side in processes of their own, and the sums come out the same on every machine with
 * the same processor type. Memory of a run is given back, not kept for the next one.
 */
export async function openNetwork(path: string): Promise<Network> {
  const session = await InferenceSession.create(path, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    enableCpuMemArena: false,
  });
  const [input, output] = [session.inputNames[0] ?? '', session.outputNames[0] ?? ''];
  return {
    async run(dims, values) {
      const result = (await session.run({ [input]: new Tensor('float32', values, [...dims]) }))[output];
      if (result === undefined || !(result.data instanceof Float32Array)) throw new TypeError(`${path} gave no numbers`);
      return { dims: result.dims, values: result.data };
    },
    async close() {
      await session.release();
    },
  };
}
