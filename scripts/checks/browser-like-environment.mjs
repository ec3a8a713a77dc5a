/**
 * Plain Node, but modules are transformed as for a browser. A fake document would only hide that state classes must work
 * without one.
 *
 * @type {import('vitest/runtime').Environment}
 */
export default {
  name: 'browser-like',
  viteEnvironment: 'client',
  setup() {
    return { teardown() {} };
  },
};
