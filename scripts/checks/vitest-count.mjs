/**
 * @typedef {{ passed: number, failed: number, skipped: number, notes: string[] }} Count
 * @typedef {{ name: string, status: string, assertionResults: { status: string }[] }} FileResult
 * @typedef {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number, testResults: FileResult[] }} VitestReport
 */

/**
 * What a vitest run amounts to. Stricter than its own summary: a file that could not be loaded, a file that never reported, a
 * run without tests and an error outside any test are failures too.
 *
 * @param {{ report: VitestReport | null, exitCode: number, files: string[] }} run `files`: what should have run, by path
 * @returns {Count}
 */
export function countVitest({ report, exitCode, files }) {
  if (report === null) {
    return { passed: 0, failed: 1, skipped: 0, notes: ['vitest ended without a report'] };
  }
  const notes = [];
  let failed = report.numFailedTests;
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !hasFailure(assertionResults),
  );
  for (const { name } of broken) notes.push(`${name} could not be run`);
  const silent = files.filter((file) => !report.testResults.some(({ name }) => samePath(name, file)));
  for (const file of silent) notes.push(`${file} did not report`);
  failed += broken.length + silent.length;
  if (failed === 0 && report.numPassedTests === 0 && files.length > 0) {
    notes.push(`no test ran in ${files.length} files`);
    failed = 1;
  }
  if (failed === 0 && exitCode !== 0) {
    notes.push(`an error outside any test (exit code ${exitCode})`);
    failed = 1;
  }
  return { passed: report.numPassedTests, failed, skipped: report.numPendingTests + report.numTodoTests, notes };
}

/** @param {{ status: string }[]} results */
const hasFailure = (results) => results.some(({ status }) => status === 'failed');

/**
 * @param {string} reported
 * @param {string} file
 */
const samePath = (reported, file) => {
  const path = reported.replaceAll('\\', '/');
  return path === file || path.endsWith(`/${file}`);
};
