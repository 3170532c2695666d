// Stage one of exact inner-product search: scores one tile of passages for one query and keeps the k best. Needs select.wgsl before it; knows no shards beyond its own.

struct ScoreParams {
  // rows of this shard
  nRows: u32,
  // vec4 a row, zero-padded
  stride: u32,
  // id of the shard's first row
  firstId: u32,
  // this shard's first tile among the tiles of all shards
  firstTile: u32,
  nTiles: u32,
  // rows a tile: a power of two, 128 to 1024
  tileRows: u32,
  k: u32,
}

@group(0) @binding(0) var<uniform> scoreParams: ScoreParams;
// [nRows, stride] vec4
@group(0) @binding(1) var<storage, read> passages: array<vec4f>;
// [nQueries, stride] vec4
@group(0) @binding(2) var<storage, read> queries: array<vec4f>;
// [nQueries, nTiles, k]
@group(0) @binding(3) var<storage, read_write> candidates: array<Candidate>;

// [128 rows, 8 lanes]
var<workgroup> partials: array<f32, 1024>;

// Grid [nQueries, tiles of this shard]: queries run fastest, so that workgroups at work together share the tile in cache.
// Eight neighbouring lanes read 128 successive bytes of a row; each lane holds four rows.
@compute @workgroup_size(256)
fn scoreTiles(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let stride = scoreParams.stride;
  let firstRow = group.y * scoreParams.tileRows;
  let lastRow = scoreParams.nRows - 1u;
  let queryAt = group.x * stride;
  for (var base = 0u; base < scoreParams.tileRows; base += 128u) {
    let row = firstRow + base + lane / 8u;
    // Rows past the end read the last row and are dropped below.
    let at0 = min(row, lastRow) * stride;
    let at1 = min(row + 32u, lastRow) * stride;
    let at2 = min(row + 64u, lastRow) * stride;
    let at3 = min(row + 96u, lastRow) * stride;
    var sum0 = vec4f();
    var sum1 = vec4f();
    var sum2 = vec4f();
    var sum3 = vec4f();
    for (var column = lane % 8u; column < stride; column += 8u) {
      let q = queries[queryAt + column];
      sum0 += q * passages[at0 + column];
      sum1 += q * passages[at1 + column];
      sum2 += q * passages[at2 + column];
      sum3 += q * passages[at3 + column];
    }
    partials[lane] = (sum0.x + sum0.y) + (sum0.z + sum0.w);
    partials[lane + 256u] = (sum1.x + sum1.y) + (sum1.z + sum1.w);
    partials[lane + 512u] = (sum2.x + sum2.y) + (sum2.z + sum2.w);
    partials[lane + 768u] = (sum3.x + sum3.y) + (sum3.z + sum3.w);
    workgroupBarrier();
    if (lane < 128u) {
      var score = 0.0;
      for (var part = 0u; part < 8u; part++) {
        score += partials[lane * 8u + part];
      }
      let slotRow = firstRow + base + lane;
      let present = slotRow <= lastRow;
      tileScores[base + lane] = select(lowest, score, present);
      tileIds[base + lane] = select(noId, scoreParams.firstId + slotRow, present);
    }
    workgroupBarrier();
  }
  sortTile(scoreParams.tileRows, lane);
  let out = (group.x * scoreParams.nTiles + scoreParams.firstTile + group.y) * scoreParams.k;
  for (var rank = lane; rank < scoreParams.k; rank += lanes) {
    candidates[out + rank] = Candidate(tileScores[rank], tileIds[rank]);
  }
}
