// Numbers of x in a regular order: what moves are.
import { copyNumbers, NUMBER } from './vectors';

/** y[i · iTo + j · jTo + k · kTo] = x[i · iFrom + j · jFrom + k · kFrom]; steps are bytes, and may be negative. */
export function strided(
  x: usize,
  y: usize,
  iCount: i32,
  iFrom: isize,
  iTo: isize,
  jCount: i32,
  jFrom: isize,
  jTo: isize,
  kCount: i32,
  kFrom: isize,
  kTo: isize,
): void {
  const isLine = (kFrom as usize) === NUMBER && (kTo as usize) === NUMBER;
  for (let i = 0; i < iCount; i++) {
    let xLine = x;
    let yLine = y;
    for (let j = 0; j < jCount; j++) {
      if (isLine) copyNumbers(xLine, yLine, (kCount as usize) * NUMBER);
      else copyApart(xLine, yLine, kCount, kFrom, kTo);
      xLine += jFrom as usize;
      yLine += jTo as usize;
    }
    x += iFrom as usize;
    y += iTo as usize;
  }
}

function copyApart(from: usize, to: usize, count: i32, fromStep: isize, toStep: isize): void {
  for (let k = 0; k < count; k++) {
    f32.store(to, f32.load(from));
    from += fromStep as usize;
    to += toStep as usize;
  }
}
