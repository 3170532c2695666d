// Log-softmax normalisers of the rows of a logits matrix, for the marginalization kernels. Prepended to them; knows no marginal.
//
// `pair` = beam*nDocs + doc. A row's statistics are (max, log-sum): log-softmax = (logit - max) - log-sum, which stays exact for huge logits
// where subtracting max + log-sum at once would not. No float operation here meets an infinity or a NaN: their bit patterns are caught on load.

struct Shape {
  nBeams: u32,
  nDocs: u32,
  vocab: u32,
  // chunks of 4096 logits a row
  nChunks: u32,
  // rows of the logits: rowOffset + beam*beamStride + doc*docStride
  rowOffset: u32,
  beamStride: u32,
  docStride: u32,
  // tokens wanted a beam
  k: u32,
}

struct Document {
  // less the beam's largest
  logPrior: f32,
  // 1: takes part, 0: masked
  used: u32,
}

const chunk = 4096u;
const rowLanes = 256u;
// Stands for log 0.
const logZero = -1e30;
// A log-sum is never negative (the maximum itself counts 1), so the sign is free for two marks.
const maskedRow = -1.0;
const brokenRow = -2.0;

@group(0) @binding(0) var<uniform> shape: Shape;
// f32 bits; ORT's buffers are longer than the tensor
@group(0) @binding(1) var<storage, read> logits: array<u32>;
// [nBeams, nDocs]
@group(0) @binding(2) var<storage, read> documents: array<Document>;
// [nBeams*nDocs, nChunks] (max, sum of exp(logit - max)); brokenRow as sum where a logit is NaN or +inf
@group(0) @binding(3) var<storage, read_write> partials: array<vec2f>;
// [nBeams*nDocs] (max, log-sum)
@group(0) @binding(4) var<storage, read_write> stats: array<vec2f>;

var<workgroup> laneMax: array<f32, 256>;
var<workgroup> laneSum: array<f32, 256>;

fn rowStart(pair: u32) -> u32 {
  let row = shape.rowOffset + (pair / shape.nDocs) * shape.beamStride + (pair % shape.nDocs) * shape.docStride;
  return row * shape.vocab;
}

fn isBroken(bits: u32) -> bool {
  return (bits & 0x7fffffffu) > 0x7f800000u || bits == 0x7f800000u;
}

// -inf and anything below logZero become logZero; so does a broken value, whose row is marked.
fn finiteLogit(bits: u32) -> f32 {
  if ((bits & 0x7f800000u) == 0x7f800000u) {
    return logZero;
  }
  return max(bitcast<f32>(bits), logZero);
}

fn logProb(at: u32, stat: vec2f) -> f32 {
  return (finiteLogit(logits[at]) - stat.x) - stat.y;
}

// (max, sum) of the union of two sets given as (max, sum of exp(x - max))
fn joinSums(a: vec2f, b: vec2f) -> vec2f {
  let top = max(a.x, b.x);
  return vec2f(top, a.y * exp(a.x - top) + b.y * exp(b.x - top));
}

// Log-sum-exp over the documents in use of log-prior + log p(v | x, z), as (max, sum of exp(x - max)); sum 0 where there is none.
fn sumDocuments(beam: u32, v: u32) -> vec2f {
  var top = logZero;
  var sum = 0.0;
  for (var doc = 0u; doc < shape.nDocs; doc++) {
    let pair = beam * shape.nDocs + doc;
    let stat = stats[pair];
    if (stat.y >= 0.0) {
      let x = documents[pair].logPrior + logProb(rowStart(pair) + v, stat);
      if (sum == 0.0) {
        top = x;
        sum = 1.0;
      } else if (x > top) {
        sum = sum * exp(top - x) + 1.0;
        top = x;
      } else {
        sum += exp(x - top);
      }
    }
  }
  return vec2f(top, sum);
}

// Grid [nChunks, pairs, folded over z past 65535]
@compute @workgroup_size(256)
fn rowPartials(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let pair = group.z * groups.y + group.y;
  if (pair >= shape.nBeams * shape.nDocs) {
    return;
  }
  var top = logZero;
  var sum = 0.0;
  var broken = false;
  if (documents[pair].used != 0u) {
    let start = rowStart(pair);
    let end = min((group.x + 1u) * chunk, shape.vocab);
    for (var v = group.x * chunk + lane; v < end; v += rowLanes) {
      let bits = logits[start + v];
      broken = broken || isBroken(bits);
      let x = finiteLogit(bits);
      if (x > top) {
        sum = sum * exp(top - x) + 1.0;
        top = x;
      } else {
        sum += exp(x - top);
      }
    }
  }
  laneMax[lane] = top;
  laneSum[lane] = select(sum, brokenRow, broken);
  workgroupBarrier();
  for (var half = rowLanes / 2u; half > 0u; half /= 2u) {
    if (lane < half) {
      let a = vec2f(laneMax[lane], laneSum[lane]);
      let b = vec2f(laneMax[lane + half], laneSum[lane + half]);
      let joined = joinSums(a, b);
      laneMax[lane] = joined.x;
      laneSum[lane] = select(joined.y, brokenRow, a.y < 0.0 || b.y < 0.0);
    }
    workgroupBarrier();
  }
  if (lane == 0u) {
    partials[pair * shape.nChunks + group.x] = vec2f(laneMax[0], laneSum[0]);
  }
}

// Grid [ceil(pairs / 64)]
@compute @workgroup_size(64)
fn rowStats(@builtin(global_invocation_id) id: vec3u) {
  let pair = id.x;
  if (pair >= shape.nBeams * shape.nDocs) {
    return;
  }
  if (documents[pair].used == 0u) {
    stats[pair] = vec2f(0.0, maskedRow);
    return;
  }
  var total = vec2f(logZero, 0.0);
  var broken = false;
  for (var c = 0u; c < shape.nChunks; c++) {
    let part = partials[pair * shape.nChunks + c];
    broken = broken || part.y < 0.0;
    total = joinSums(total, part);
  }
  // A row of nothing but log 0 is no distribution.
  broken = broken || total.x <= logZero;
  if (broken) {
    stats[pair] = vec2f(0.0, brokenRow);
  } else {
    stats[pair] = vec2f(total.x, log(max(total.y, 1.0)));
  }
}
