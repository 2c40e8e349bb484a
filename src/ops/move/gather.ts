// Rows of a table, by numbers that are computed.
import { formatShape } from '../../tensor/tensor';
import { defineOp, f32 } from '../op';

/**
 * y[i, c] = table[indices[i], c], of a table [rows, c] and indices of any shape [...], which are whole numbers; y is [..., c].
 * What lies outside the table is taken from its nearest row.
 */
export const gather = defineOp({
  name: 'gather',
  attributes: {},
  inputs: 'table indices',
  infer: ([{ shape: table }, { shape: indices }], _, misfit) => {
    const [, c = 0] = table;
    if (table.length !== 2) throw misfit(`needs a table [rows, c], got ${formatShape(table)}`);
    return f32([...indices, c]);
  },
});
