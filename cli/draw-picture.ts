// A small grey picture in the terminal: two pixels to a character.

/** Shades from dark to light, for terminals without colours and for files. */
const RAMP = ' .:-=+*#%@';

/**
 * Lines of text that show a square picture. With colours a character is two pixels, one above the other; without, a shade of
 * their mean.
 * @param grey row by row, 0 to 255
 */
export function drawPicture(grey: Uint8Array, side: number, hasColors: boolean): string[] {
  return Array.from({ length: Math.ceil(side / 2) }, (_, line) => {
    const characters = Array.from({ length: side }, (_, column) => {
      const upper = grey[2 * line * side + column] ?? 0;
      const lower = grey[(2 * line + 1) * side + column] ?? 0;
      return hasColors ? halves(upper, lower) : shade((upper + lower) / 2);
    });
    return characters.join('') + (hasColors ? '\x1b[0m' : '');
  });
}

/** The upper half of a character in one grey, the lower in another. */
function halves(upper: number, lower: number): string {
  return `\x1b[38;2;${upper};${upper};${upper};48;2;${lower};${lower};${lower}m▀`;
}

function shade(grey: number): string {
  return RAMP.charAt(Math.min(RAMP.length - 1, Math.floor((grey / 256) * RAMP.length)));
}
