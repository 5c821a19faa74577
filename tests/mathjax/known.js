// Print the control words and the environments that Anki's MathJax knows, one a line: `word` or `{environment}`.
const path = require('path');
const es5 = path.join(__dirname, 'node_modules/mathjax/es5');
global.MathJax = {
  loader: {paths: {mathjax: es5}, require, load: ['adaptors/liteDOM', '[tex]/mathtools']},
  tex: {packages: {'[+]': ['mathtools'], '[-]': ['textmacros', 'noerrors', 'noundefined']}},
  startup: {typeset: false},
};
require(path.join(es5, 'tex-chtml-full.js'));
MathJax.startup.promise.then(() => {
  const handlers = MathJax.startup.document.inputJax[0].parseOptions.handlers;
  const known = new Set();
  for (const [kind, shown] of [['macro', (n) => n], ['delimiter', (n) => n], ['environment', (n) => `{${n}}`]]) {
    for (const {item} of handlers.get(kind)._configuration) {
      for (const name of item.map ? item.map.keys() : []) {
        const bare = kind === 'delimiter' ? name.replace(/^\\(?=[A-Za-z])/, '') : name;
        if (/^[A-Za-z]+\*?$/.test(bare) && (kind !== 'delimiter' || bare !== name)) known.add(shown(bare));
      }
    }
  }
  process.stdout.write([...known].sort().join('\n') + '\n');
});
