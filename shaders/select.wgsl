// Best-first selection shared by the kernels: sorts up to 1024 candidates in workgroup memory and merges candidate lists. Knows not what the scores mean.
// Prepended to a kernel's source (WGSL has no imports). 8 KiB of workgroup memory, 256 invocations.

struct Candidate {
  score: f32,
  id: u32,
}

struct MergeParams {
  // candidates per list going in
  nIn: u32,
  // candidates per tile going in: at most `size`
  tile: u32,
  // candidates kept of each tile
  k: u32,
  // power of two >= tile, at most 1024
  size: u32,
}

const lanes = 256u;
const noId = 0xffffffffu;
// The lowest finite f32: with noId it ranks behind every finite score, so padding needs no infinity.
const lowest = -3.4028234663852886e38;

var<workgroup> tileScores: array<f32, 1024>;
var<workgroup> tileIds: array<u32, 1024>;

@group(0) @binding(0) var<uniform> mergeParams: MergeParams;
// [nLists, nIn]
@group(0) @binding(1) var<storage, read> mergeIn: array<Candidate>;
// [nLists, nTiles, k]
@group(0) @binding(2) var<storage, read_write> mergeOut: array<Candidate>;

// True where slot a is strictly better than slot b: higher score, then lower id.
fn ranksBefore(a: u32, b: u32) -> bool {
  return tileScores[a] > tileScores[b] || (tileScores[a] == tileScores[b] && tileIds[a] < tileIds[b]);
}

// Bitonic sort of slots [0, size), best first; size is a power of two and the same for the whole workgroup.
// The caller's writes to the slots are made visible here.
fn sortTile(size: u32, lane: u32) {
  workgroupBarrier();
  for (var width = 2u; width <= size; width *= 2u) {
    for (var stride = width / 2u; stride > 0u; stride /= 2u) {
      for (var pair = lane; pair < size / 2u; pair += lanes) {
        let left = 2u * stride * (pair / stride) + pair % stride;
        let right = left + stride;
        let bestFirst = (left & width) == 0u;
        let swap = select(ranksBefore(left, right), ranksBefore(right, left), bestFirst);
        if (swap) {
          let score = tileScores[left];
          let id = tileIds[left];
          tileScores[left] = tileScores[right];
          tileIds[left] = tileIds[right];
          tileScores[right] = score;
          tileIds[right] = id;
        }
      }
      workgroupBarrier();
    }
  }
}

// Grid [nLists, nTiles]: keeps the k best of each tile of a list; repeated by the host until a list is one tile.
@compute @workgroup_size(256)
fn mergeTiles(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let first = group.y * mergeParams.tile;
  for (var slot = lane; slot < mergeParams.size; slot += lanes) {
    let at = first + slot;
    if (slot < mergeParams.tile && at < mergeParams.nIn) {
      let candidate = mergeIn[group.x * mergeParams.nIn + at];
      tileScores[slot] = candidate.score;
      tileIds[slot] = candidate.id;
    } else {
      tileScores[slot] = lowest;
      tileIds[slot] = noId;
    }
  }
  sortTile(mergeParams.size, lane);
  for (var rank = lane; rank < mergeParams.k; rank += lanes) {
    let at = (group.x * groups.y + group.y) * mergeParams.k + rank;
    // k may exceed a short last tile's size.
    if (rank < mergeParams.size) {
      mergeOut[at] = Candidate(tileScores[rank], tileIds[rank]);
    } else {
      mergeOut[at] = Candidate(lowest, noId);
    }
  }
}
