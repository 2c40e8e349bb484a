// Non-maximum suppression: of boxes that overlap, the one of the largest score.
//   y[n,i] = box, class, score, 1, number of the i-th that is kept; zeros behind the last one
// Candidates are pairs of a box and a class; they are numbered by class first where classes are apart, else by box first. A
// round keeps one: of those that no kept one stands in the way of, the one of the largest score, and of equal ones the lowest.
// So what is kept is all that has to be remembered. WG invocations look through the candidates of an image; the first of them
// compares what they found.
// Grid: (1, N).
//#use types-*
//#use channel-span
//#const MOST_DETECTIONS WG
override BY_CLASS: bool;

const NONE = 0xffffffffu;

struct Params {
  boxes: Span,
  scores: Span,
  y: Span,
  anchors: u32,
  classes: u32,
  skipped_classes: u32,
  detections: u32,
  per_class: u32,
  least_score: f32,
  most_overlap: f32,
}

@group(0) @binding(0) var<storage, read> boxes: array<elem>;    // [n·a, 4·boxes.words]
@group(0) @binding(1) var<storage, read> scores: array<elem>;   // [n·a, 4·scores.words]
@group(0) @binding(2) var<storage, read_write> y: array<elem>;  // [n·detections, 4·y.words]
@group(0) @binding(3) var<uniform> params: Params;

var<workgroup> kept_boxes: array<vec4f, MOST_DETECTIONS>;
var<workgroup> kept: array<u32, MOST_DETECTIONS>;  // candidates, by their numbers
var<workgroup> found_scores: array<f32, WG>;
var<workgroup> found: array<u32, WG>;

fn box_of(row: u32) -> vec4f {
  let at = row * params.boxes.words * 4u + params.boxes.first;
  return vec4f(f32(boxes[at]), f32(boxes[at + 1u]), f32(boxes[at + 2u]), f32(boxes[at + 3u]));
}

fn box_number(candidate: u32) -> u32 {
  return select(candidate / params.classes, candidate % params.anchors, BY_CLASS);
}

fn class_number(candidate: u32) -> u32 {
  return select(candidate % params.classes, candidate / params.anchors, BY_CLASS);
}

// Boxes are top, left, bottom, right.
fn area(box: vec4f) -> f32 {
  return (box.z - box.x) * (box.w - box.y);
}

fn overlap(a: vec4f, b: vec4f) -> bool {
  let areas = vec2f(area(a), area(b));
  if (!all(areas > vec2f(0))) {
    return false;
  }
  let sides = max(min(a.zw, b.zw) - max(a.xy, b.xy), vec2f(0));
  let common = sides.x * sides.y;
  return common > params.most_overlap * (areas.x + areas.y - common);
}

fn is_free(candidate: u32, box: vec4f, count: u32) -> bool {
  let kind = class_number(candidate);
  var of_kind = 0u;
  for (var i = 0u; i < count; i++) {
    let same_kind = class_number(kept[i]) == kind;
    if (BY_CLASS && !same_kind) {
      continue;
    }
    of_kind++;
    let same_box = box_number(kept[i]) == box_number(candidate);
    if (same_box || overlap(kept_boxes[i], box)) {
      return false;
    }
  }
  return !BY_CLASS || of_kind < params.per_class;
}

@compute @workgroup_size(WG)
fn non_max_suppression(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let image = group.y * params.anchors;
  let candidates = params.anchors * params.classes;
  var count = 0u;
  for (var round = 0u; round < params.detections; round++) {
    var best = NONE;
    var best_score = params.least_score;
    for (var candidate = index; candidate < candidates; candidate += WG) {
      let row = image + box_number(candidate);
      let channel = params.skipped_classes + class_number(candidate);
      let score = f32(scores[row * params.scores.words * 4u + params.scores.first + channel]);
      let is_better = score > best_score || (best == NONE && score == best_score);
      if (is_better && is_free(candidate, box_of(row), count)) {
        best = candidate;
        best_score = score;
      }
    }
    found[index] = best;
    found_scores[index] = best_score;
    workgroupBarrier();
    for (var i = 0u; i < WG; i++) {
      let is_equal = found_scores[i] == best_score && found[i] < best;
      if (found[i] != NONE && (best == NONE || found_scores[i] > best_score || is_equal)) {
        best = found[i];
        best_score = found_scores[i];
      }
    }
    workgroupBarrier();
    let row = image + min(box_number(best), params.anchors - 1u);
    if (index == 0u) {
      kept[round] = best;
      kept_boxes[round] = box_of(row);
      let to = (group.y * params.detections + round) * params.y.words * 4u;
      for (var c = params.y.first; c < params.y.end; c++) {
        y[to + c] = elem(0);  // padding lanes are written too
      }
      if (best != NONE) {
        let first = to + params.y.first;
        for (var side = 0u; side < 4u; side++) {
          y[first + side] = elem(kept_boxes[round][side]);
        }
        y[first + 4u] = elem(class_number(best));
        y[first + 5u] = elem(best_score);
        y[first + 6u] = elem(1);
        y[first + 7u] = elem(box_number(best));
      }
    }
    count += select(0u, 1u, best != NONE);
    workgroupBarrier();
  }
}
