// The layers of the house (ARCHITECTURE.md), and no cycles; `npm run check:layers`. A type that is imported counts like code. Rows, test
// code and cycles bind every file; siblings and doors bind what is shipped, since a test may hold one part against another.

/** Rows of src/, top first: folders, and files at its top. Those of one row are siblings. */
const ROWS = [
  ['errors', 'util'],
  ['tensor'],
  ['ops'],
  ['graph'],
  ['reference'],
  ['formats', 'models', 'rewrites'],
  ['kernels', 'cpu'],
  ['plan'],
  ['gpu'],
  ['store', 'image', 'tune', 'compress'],
  ['runtime'],
  ['tools'],
  ['index', 'node'],
  ['worker'],
];

const ENTRIES = ['src/index.ts', 'src/models/index.ts', 'src/tools/index.ts', 'src/node.ts'];
/** What files of a folder import of the project besides their folder. */
const DOORS = {
  src: ['weights/manifest.json'],
  // The executor reads a Plan; it knows nothing of where the Plan came from.
  'src/gpu': ['src/errors.ts', 'src/util/', 'src/tensor/', 'src/plan/'],
  cli: [
    ...ENTRIES,
    ...['src/errors.ts', 'src/util/', 'src/store/', 'bench/'],
    ...['scripts/chromium.js', 'scripts/firefox.js', 'scripts/licence-texts.js'],
  ],
  bench: ENTRIES,
  pages: [...ENTRIES, 'src/util/', 'bench/', 'weights/', 'scripts/licence-texts.js'],
};

/** Browser tests; tests beside the sources, what only they import, and the list of ops' cases. */
const TEST_CODE = String.raw`^e2e/|\.(test|fixtures|setup)\.tsx?$|[./]cases(\.gen)?\.ts$`;

/** Pattern of files in these folders of src/, or of these names. @param {readonly string[]} units */
const within = (units) => `^src/(${units.join('|')})[./]`;

const below = ROWS.slice(0, -1).map((row, index) => ({
  name: `below-${row.join('-')}`,
  comment: 'A file imports its own row and those above it.',
  from: { path: within(row) },
  to: { path: within(ROWS.slice(index + 1).flat()) },
}));

const siblings = ROWS.filter((row) => row.length > 1).map((row) => ({
  name: `siblings-${row.join('-')}`,
  comment: 'Siblings of a row never import one another.',
  from: { path: within(row), pathNot: TEST_CODE },
  to: { path: within(row), pathNot: within(['$1']) },
}));

const outside = { path: '^src/', pathNot: within(ROWS.flat()) };
const rowless = [
  { name: 'rowless-importer', from: outside, to: {} },
  { name: 'rowless-import', from: {}, to: outside },
].map((rule) => ({
  ...rule,
  comment: 'Each folder of src/, and each file at its top, is in a row of .dependency-cruiser.js.',
}));

const doors = Object.entries(DOORS).map(([folder, open]) => ({
  name: `doors-of-${folder.replace('/', '-')}`,
  comment: `${folder}/ imports of the project only itself, ${open.join(', ')}.`,
  from: { path: `^${folder}/`, pathNot: TEST_CODE },
  to: { dependencyTypes: ['local'], pathNot: [folder, ...open].map((path) => `^${path}`) },
}));

const testCode = {
  name: 'test-code',
  comment: 'What is shipped imports nothing that is for tests.',
  from: { pathNot: TEST_CODE },
  to: { path: TEST_CODE },
};

const cycles = { name: 'cycles', from: {}, to: { circular: true } };

const unresolved = {
  name: 'unresolved',
  comment: 'No rule sees where an import leads that cannot be found.',
  from: {},
  to: { couldNotResolve: true },
};

const rules = [...below, ...siblings, ...rowless, ...doors, testCode, cycles, unresolved];

export default {
  forbidden: rules.map((rule) => ({ ...rule, severity: 'error' })),
  options: {
    tsPreCompilationDeps: true, // types, too
    doNotFollow: { path: 'node_modules' },
    // The built library; and pages of people who have installed it, which resolve it from there.
    exclude: { path: '^(dist|e2e/consumers)/' },
    skipAnalysisNotInRules: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};
