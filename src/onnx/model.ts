/** The ONNX model as plain records and its protobuf bytes (field numbers of onnx.proto3, IR version 10). Knows no graph compiler and no runtime. */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

export type ElementType = 'float32' | 'float16' | 'int64' | 'int32' | 'bool' | 'uint8' | 'int8';

/** TensorProto.DataType. */
const ELEMENT_TYPES: Record<ElementType, number> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
};

export type AttributeValue =
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'ints'; readonly value: readonly number[] }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string };

export interface OnnxNode {
  readonly opType: string;
  readonly domain?: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, AttributeValue>>;
}

export interface OnnxValueInfo {
  readonly name: string;
  readonly type: ElementType;
  /** A string is a named symbolic dim (dim_param). */
  readonly shape: readonly (number | string)[];
}

export type OnnxInitializer = {
  readonly name: string;
  readonly type: ElementType;
  readonly dims: readonly number[];
} & (
  | { readonly data: Uint8Array }
  /** Bytes live in a file handed to the session beside the model. */
  | { readonly external: { readonly location: string; readonly offset: number; readonly length: number } }
);

export interface OnnxModel {
  readonly graphName: string;
  readonly nodes: readonly OnnxNode[];
  readonly inputs: readonly OnnxValueInfo[];
  readonly outputs: readonly OnnxValueInfo[];
  readonly initializers: readonly OnnxInitializer[];
}

const IR_VERSION = 10;
const OPSET = 21;

export function serializeModel(model: OnnxModel): Uint8Array<ArrayBuffer> {
  const w = new BinaryWriter();
  w.tag(1, WireType.Varint).int64(IR_VERSION);
  w.tag(2, WireType.LengthDelimited).string('ragscope');
  message(w, 7, () => writeGraph(w, model));
  for (const [domain, version] of [['', OPSET], ['com.microsoft', 1]] as const) {
    message(w, 8, () => {
      w.tag(1, WireType.LengthDelimited).string(domain);
      w.tag(2, WireType.Varint).int64(version);
    });
  }
  return w.finish() as Uint8Array<ArrayBuffer>;
}

function writeGraph(w: BinaryWriter, model: OnnxModel): void {
  for (const node of model.nodes) message(w, 1, () => writeNode(w, node));
  w.tag(2, WireType.LengthDelimited).string(model.graphName);
  for (const initializer of model.initializers) message(w, 5, () => writeInitializer(w, initializer));
  for (const input of model.inputs) message(w, 11, () => writeValueInfo(w, input));
  for (const output of model.outputs) message(w, 12, () => writeValueInfo(w, output));
}

function writeNode(w: BinaryWriter, node: OnnxNode): void {
  for (const input of node.inputs) w.tag(1, WireType.LengthDelimited).string(input);
  for (const output of node.outputs) w.tag(2, WireType.LengthDelimited).string(output);
  w.tag(3, WireType.LengthDelimited).string(node.name);
  w.tag(4, WireType.LengthDelimited).string(node.opType);
  for (const [name, value] of Object.entries(node.attributes)) message(w, 5, () => writeAttribute(w, name, value));
  if (node.domain) w.tag(7, WireType.LengthDelimited).string(node.domain);
}

/** AttributeProto: f=2, i=3, s=4, ints=8, type=20. */
function writeAttribute(w: BinaryWriter, name: string, attribute: AttributeValue): void {
  w.tag(1, WireType.LengthDelimited).string(name);
  switch (attribute.kind) {
    case 'float':
      w.tag(2, WireType.Bit32).float(attribute.value);
      w.tag(20, WireType.Varint).int32(1);
      return;
    case 'int':
      w.tag(3, WireType.Varint).int64(attribute.value);
      w.tag(20, WireType.Varint).int32(2);
      return;
    case 'string':
      w.tag(4, WireType.LengthDelimited).bytes(new TextEncoder().encode(attribute.value));
      w.tag(20, WireType.Varint).int32(3);
      return;
    case 'ints':
      for (const value of attribute.value) w.tag(8, WireType.Varint).int64(value);
      w.tag(20, WireType.Varint).int32(7);
      return;
  }
}

/** TensorProto: dims=1, data_type=2, name=8, raw_data=9, external_data=13, data_location=14. */
function writeInitializer(w: BinaryWriter, initializer: OnnxInitializer): void {
  for (const dim of initializer.dims) w.tag(1, WireType.Varint).int64(dim);
  w.tag(2, WireType.Varint).int32(ELEMENT_TYPES[initializer.type]);
  w.tag(8, WireType.LengthDelimited).string(initializer.name);
  if ('data' in initializer) {
    w.tag(9, WireType.LengthDelimited).bytes(initializer.data);
    return;
  }
  for (const [key, value] of Object.entries(initializer.external)) {
    message(w, 13, () => {
      w.tag(1, WireType.LengthDelimited).string(key);
      w.tag(2, WireType.LengthDelimited).string(String(value));
    });
  }
  w.tag(14, WireType.Varint).int32(1);
}

/** ValueInfoProto > TypeProto.tensor_type > TensorShapeProto.dim. */
function writeValueInfo(w: BinaryWriter, value: OnnxValueInfo): void {
  w.tag(1, WireType.LengthDelimited).string(value.name);
  message(w, 2, () =>
    message(w, 1, () => {
      w.tag(1, WireType.Varint).int32(ELEMENT_TYPES[value.type]);
      message(w, 2, () => {
        for (const dim of value.shape) {
          message(w, 1, () => {
            if (typeof dim === 'number') w.tag(1, WireType.Varint).int64(dim);
            else w.tag(2, WireType.LengthDelimited).string(dim);
          });
        }
      });
    }),
  );
}

function message(w: BinaryWriter, field: number, body: () => void): void {
  w.tag(field, WireType.LengthDelimited).fork();
  body();
  w.join();
}
