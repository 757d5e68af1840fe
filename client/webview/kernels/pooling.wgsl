// One thread an output cell. Cells stay bits: WGSL lets a compiler take for granted that no float is NaN or infinite,
// and flush denormals, so order and class are read off the bits and only finite floats are reckoned with.

struct Plan {
  planes: i32,
  kind: i32, // 0 max, 1 average, 2 adaptive average, 3 power, 4 convolution
  norm: f32,
  divisor: f32, // 0: none
  size: vec4<i32>, // depth, height, width
  out: vec4<i32>,
  step: vec4<i32>,
  kernel: vec4<i32>,
  flags: vec4<i32>, // x: padding counts, y: threads along x
}

@group(0) @binding(0) var<uniform> plan: Plan;
@group(0) @binding(1) var<storage, read> cells: array<u32>;
// Four numbers an output index (start, first, count, padded), for depth, then height, then width.
@group(0) @binding(2) var<storage, read> windows: array<vec4<i32>>;
@group(0) @binding(3) var<storage, read> weights: array<f32>;
@group(0) @binding(4) var<storage, read_write> values: array<u32>;
@group(0) @binding(5) var<storage, read_write> indices: array<i32>;

const SIGN = 0x80000000u;
const INFINITE = 0x7f800000u;
const NAN = 0x7fc00000u;

fn is_nan(bits: u32) -> bool {
  return (bits & 0x7fffffffu) > INFINITE;
}

// Unsigned order of the keys is the order of the floats; -0 and +0 have one key.
fn key(bits: u32) -> u32 {
  let b = select(bits, 0u, bits == SIGN);
  return select(b | SIGN, ~b, (b & SIGN) != 0u);
}

fn power(x: f32, p: f32) -> f32 {
  if (p == 1.0) { return x; }
  if (p == 2.0) { return x * x; }
  var result = x;
  for (var i = 1; i < i32(p); i++) { result *= x; }
  return result;
}

// The norm-th root: exact roots where there are any, else pow with two steps of Newton's.
fn root(x: f32, p: f32) -> f32 {
  if (p == 1.0 || x == 0.0) { return x; }
  if (p == 2.0) { return sqrt(x); }
  if (p == 4.0) { return sqrt(sqrt(x)); }
  var y = pow(x, 1.0 / p);
  for (var i = 0; i < 2; i++) {
    let below = power(y, p - 1.0);
    if (below > 0.0 && below < 3.0e38) { y -= (y - x / below) / p; }
  }
  return y;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let o = i32(id.x) + i32(id.y) * plan.flags.y;
  let per_plane = plan.out.x * plan.out.y * plan.out.z;
  if (i32(id.x) >= plan.flags.y || o >= plan.planes * per_plane) { return; }
  let p = o / per_plane;
  let cell = o % per_plane;
  let z = windows[cell / (plan.out.y * plan.out.z)];
  let y = windows[plan.out.x + (cell / plan.out.z) % plan.out.y];
  let x = windows[plan.out.x + plan.out.y + cell % plan.out.z];
  let base = p * plan.size.x * plan.size.y * plan.size.z;

  var best = INFINITE | SIGN;
  var best_key = key(INFINITE | SIGN);
  var won = (z.x * plan.size.y + y.x) * plan.size.z + x.x;
  var sum = 0.0;
  var nan = false;
  var above = false;
  var below = false;

  for (var k = 0; k < z.z; k++) {
    for (var j = 0; j < y.z; j++) {
      let row = ((z.x + k * plan.step.x) * plan.size.y + y.x + j * plan.step.y) * plan.size.z + x.x;
      let tap = ((z.y + k) * plan.kernel.y + y.y + j) * plan.kernel.z + x.y;
      for (var i = 0; i < x.z; i++) {
        let at = row + i * plan.step.z;
        let bits = cells[base + at];
        if (plan.kind == 0) {
          if (is_nan(bits)) {
            best = bits;
            won = at;
            nan = true;
          } else if (!nan && key(bits) > best_key) {
            best = bits;
            best_key = key(bits);
            won = at;
          }
          continue;
        }
        var weight = 1.0;
        if (plan.kind == 4) { weight = weights[tap + i]; }
        if (is_nan(bits)) {
          nan = true;
        } else if ((bits & 0x7fffffffu) == INFINITE) {
          let odd = plan.kind != 3 || (i32(plan.norm) & 1) == 1;
          let negative = ((bits & SIGN) != 0u && odd) != (weight < 0.0);
          if (weight == 0.0) { nan = true; } else if (negative) { below = true; } else { above = true; }
        } else if (plan.kind == 3) {
          sum += power(bitcast<f32>(bits), plan.norm);
        } else {
          sum += bitcast<f32>(bits) * weight;
        }
      }
    }
  }

  if (plan.kind == 0) {
    values[o] = best;
    indices[o] = won;
    return;
  }
  let count = z.z * y.z * x.z;
  let padded = f32(z.w * y.w * x.w);
  let taps = f32(plan.kernel.x * plan.kernel.y * plan.kernel.z);
  var divisor = f32(count);
  if (plan.kind == 1 && plan.flags.x == 1) { divisor = padded; }
  if (plan.kind == 1 && plan.divisor != 0.0) { divisor = plan.divisor; }
  if (plan.kind == 4) { divisor = 1.0; }

  // A sum that overflowed is infinite, whichever way.
  let raw = bitcast<u32>(sum);
  if ((raw & 0x7fffffffu) >= INFINITE) {
    if (is_nan(raw)) { nan = true; } else if ((raw & SIGN) != 0u) { below = true; } else { above = true; }
  }
  if (plan.kind == 1 && count == 0) {
    values[o] = 0u;
  } else if (nan || (above && below)) {
    values[o] = NAN;
  } else if (above || below) {
    // A broken power of -inf is +inf, unlike that of any other negative number.
    let negative = below != (divisor < 0.0) && !(plan.kind == 3 && plan.norm > 1.0);
    values[o] = select(INFINITE, INFINITE | SIGN, negative);
  } else if (plan.kind == 3) {
    let mean = sum / padded * taps;
    if (mean < 0.0 && plan.norm > 1.0) { values[o] = NAN; } else { values[o] = bitcast<u32>(root(mean, plan.norm)); }
  } else if (plan.kind == 2 && (plan.out.y != 1 || plan.out.z != 1)) {
    values[o] = bitcast<u32>(sum / f32(z.z) / f32(y.z) / f32(x.z));
  } else {
    values[o] = bitcast<u32>(sum / divisor);
  }
}
