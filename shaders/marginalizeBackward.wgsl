// Gradient of the marginal log-prob at a target token: dLogits = g r (onehot - softmax), dLogPriors = g r, with r the documents' responsibilities. Needs rowStats.wgsl before it.
// From m = log-sum-exp over z of (log-prior_z + log p_z): dm/dlog-prior_z = dm/dlog p_z = r_z; log-softmax gives onehot - softmax.

struct Target {
  id: u32,
  // upstream gradient of the beam's marginal log-prob
  gradient: f32,
}

// [nBeams]
@group(0) @binding(5) var<storage, read> targets: array<Target>;
// [nBeams, nDocs] g r
@group(0) @binding(6) var<storage, read_write> dLogPriors: array<f32>;
// laid out as the logits
@group(0) @binding(7) var<storage, read_write> dLogits: array<f32>;
// [1]: how many rows in use hold NaN or +inf
@group(0) @binding(8) var<storage, read_write> nBroken: atomic<u32>;

// Grid [ceil(nBeams / 64)], one invocation a beam
@compute @workgroup_size(64)
fn responsibilities(@builtin(global_invocation_id) id: vec3u) {
  let beam = id.x;
  if (beam >= shape.nBeams) {
    return;
  }
  let wanted = targets[beam];
  let joint = sumDocuments(beam, wanted.id);
  for (var doc = 0u; doc < shape.nDocs; doc++) {
    let pair = beam * shape.nDocs + doc;
    let stat = stats[pair];
    var share = 0.0;
    if (stat.y >= 0.0) {
      let x = documents[pair].logPrior + logProb(rowStart(pair) + wanted.id, stat);
      share = exp(x - joint.x) / joint.y;
    } else if (stat.y == brokenRow) {
      atomicAdd(&nBroken, 1u);
    }
    dLogPriors[pair] = wanted.gradient * share;
  }
}

// Grid [nChunks, pairs, folded over z past 65535]
@compute @workgroup_size(256)
fn logitGradients(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let pair = group.z * groups.y + group.y;
  if (pair >= shape.nBeams * shape.nDocs) {
    return;
  }
  let stat = stats[pair];
  let start = rowStart(pair);
  let share = dLogPriors[pair];
  let wanted = targets[pair / shape.nDocs].id;
  let end = min((group.x + 1u) * chunk, shape.vocab);
  for (var v = group.x * chunk + lane; v < end; v += rowLanes) {
    var gradient = 0.0;
    if (stat.y >= 0.0) {
      gradient = share * (select(0.0, 1.0, v == wanted) - exp(logProb(start + v, stat)));
    }
    dLogits[start + v] = gradient;
  }
}
