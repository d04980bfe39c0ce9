import { mergeShares } from '../pipeline/batch/merge-shares.js';
import { datasetOpener, tellEnd, tellEvent, type TellOptions, type TellParts } from './tell-run.js';
import { watchInterrupt } from './watch-interrupt.js';

export interface MergeOutputsOptions extends TellOptions {
  /** Output folders of all shares. */
  readonly shares: readonly string[];
}

/** `rowproof merge`: the outputs of all shares as one. Gives the exit status, which is that of one run over everything. */
export async function mergeOutputs(options: MergeOutputsOptions, parts: TellParts): Promise<number> {
  const { language, formats, shares, out } = options;
  const interrupt = watchInterrupt(() => parts.progress?.close());
  try {
    const summary = await mergeShares({
      shares,
      out,
      writerOptions: { language, formats },
      signal: interrupt.signal,
      openDataset: datasetOpener(options, parts),
      onEvent: (event) => tellEvent(event, options, parts),
    });
    parts.progress?.close();
    return tellEnd(summary, options, parts);
  } finally {
    parts.progress?.close();
    interrupt.release();
  }
}
