// What a compiler says of a shader, for errors. Loaded where one fails.

/** Every message with the line that it is about. */
export async function compilationReport(module: GPUShaderModule, code: string): Promise<string> {
  const { messages } = await module.getCompilationInfo();
  const lines = code.split('\n');
  return messages
    .map(
      ({ type, lineNum, message }) =>
        ` [${type}, line ${lineNum}: ${message} in "${lines[lineNum - 1] ?? ''}"]`,
    )
    .join('');
}
