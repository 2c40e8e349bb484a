// The page in which commands work: the library on globalThis, and nothing else.

/** Its text. */
export const START_PAGE = `<!doctype html><meta charset="utf-8"><title>Kindling</title>
<script type="module">
import * as kindling from '/kindling.js';
import * as models from '/models.js';
import * as tools from '/tools.js';
Object.assign(globalThis, { kindling, models, tools });
</script>`;

/** How long a browser may take to start, and the page to load. */
export const START_TIMEOUT_MS = 120_000;
