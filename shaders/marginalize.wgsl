// Sums the documents out of a decoding step: m[beam, v] = log-sum-exp over documents of (log-prior + log-softmax(logits)), the k best of m, and each document's log-prob there.
// RAG-Token, Lewis et al. 2020, section 2.1; transformers' RagTokenForGeneration.marginalize. Needs rowStats.wgsl and select.wgsl before it.

// [nBeams, nTiles, k]
@group(0) @binding(5) var<storage, read_write> tileBest: array<Candidate>;
// [nBeams, k]: the best tokens, or those asked for
@group(0) @binding(6) var<storage, read> chosen: array<Candidate>;
// [nBeams, k, 1 + nDocs]: token id, f32 bits of each document's log-prob
@group(0) @binding(7) var<storage, read_write> result: array<u32>;

const tokenTile = 1024u;

// logZero where no document is in use.
fn marginal(beam: u32, v: u32) -> f32 {
  let joint = sumDocuments(beam, v);
  return max(joint.x + log(max(joint.y, 1.0)), logZero);
}

// Grid [nBeams, nTiles]
@compute @workgroup_size(256)
fn marginalTiles(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  for (var slot = lane; slot < tokenTile; slot += lanes) {
    let v = group.y * tokenTile + slot;
    if (v < shape.vocab) {
      tileScores[slot] = marginal(group.x, v);
      tileIds[slot] = v;
    } else {
      tileScores[slot] = lowest;
      tileIds[slot] = noId;
    }
  }
  sortTile(tokenTile, lane);
  for (var rank = lane; rank < shape.k; rank += lanes) {
    tileBest[(group.x * groups.y + group.y) * shape.k + rank] = Candidate(tileScores[rank], tileIds[rank]);
  }
}

// Grid [ceil(nBeams*k / 64)], one invocation a chosen token
@compute @workgroup_size(64)
fn gather(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= shape.nBeams * shape.k) {
    return;
  }
  let beam = id.x / shape.k;
  let token = chosen[id.x].id;
  let out = id.x * (1u + shape.nDocs);
  result[out] = token;
  for (var doc = 0u; doc < shape.nDocs; doc++) {
    let pair = beam * shape.nDocs + doc;
    let stat = stats[pair];
    // A quiet NaN written as an integer tells the host of a broken row without a float ever holding it.
    var bits = 0x7fc00000u;
    if (stat.y >= 0.0) {
      bits = bitcast<u32>(max(logProb(rowStart(pair) + token, stat), logZero));
    } else if (stat.y == maskedRow) {
      bits = bitcast<u32>(logZero);
    }
    result[out + 1u + doc] = bits;
  }
}
