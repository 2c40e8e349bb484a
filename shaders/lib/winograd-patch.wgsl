// Input transform of Winograd convolutions with patches of 6×6: Lavin & Gray 2015, arXiv:1509.09308, section 4.3. Bᵀ is the
// same for F(4×4, 3×3), F(3×3, 4×4) and F(2×2, 5×5).
// The kernel defines Patch (where a patch lies in x) and load_row.
// Loops keep what has to be compiled small. Rows and columns move past fixed places, since indexed arrays are slow.
//#use word-access

struct Line { a: elem4, b: elem4, c: elem4, d: elem4, e: elem4, f: elem4 }

// Bᵀ times a column, or a row times B. Factors are powers of two, so that only sums round, two for each element: row
// 4 0 −5 0 1 0 of Bᵀ is 4 (a − c) + (e − c).
fn transform(v: Line) -> Line {
  let even = v.e - v.c;
  let odd = v.d - v.b;
  let even4 = v.e - 4 * v.c;
  let odd4 = v.d - 4 * v.b;
  return Line(
    4 * (v.a - v.c) + even,
    even4 + odd4,
    even4 - odd4,
    even + 2 * odd,
    even - 2 * odd,
    (v.f - v.d) - 4 * odd
  );
}

// Six elements, each the one below the one before: a row of elements has six.
fn store_column(tiles: u32, tile: u32, word: u32, element: u32, values: Line) {
  let first = element * tiles + tile;
  let step = 6u * tiles;
  store_word(first, word, values.a);
  store_word(first + step, word, values.b);
  store_word(first + 2u * step, word, values.c);
  store_word(first + 3u * step, word, values.d);
  store_word(first + 4u * step, word, values.e);
  store_word(first + 5u * step, word, values.f);
}

fn moved(row: Line) -> Line {
  return Line(row.b, row.c, row.d, row.e, row.f, row.a);
}

// One word of a patch: its rows as they come in, then its columns as they go out.
fn transform_patch(at: Patch, tiles: u32, tile: u32, word: u32) {
  var p: Line;
  var q: Line;
  var r: Line;
  var s: Line;
  var t: Line;
  var u: Line;
  for (var i = 0; i < 6; i++) {
    p = q;
    q = r;
    r = s;
    s = t;
    t = u;
    u = transform(load_row(at, i));
  }
  for (var i = 0u; i < 6u; i++) {
    store_column(tiles, tile, word, i, transform(Line(p.a, q.a, r.a, s.a, t.a, u.a)));
    p = moved(p);
    q = moved(q);
    r = moved(r);
    s = moved(s);
    t = moved(t);
    u = moved(u);
  }
}
