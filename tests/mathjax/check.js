// Typeset formulas with the very MathJax that Anki ships, set up as Anki sets it up, and report those that fail.
// in:  one JSON object a line: {"tex": "…", "display": true}, the TeX without delimiters and not escaped for HTML
// out: one line for each: an empty one, or what MathJax says is wrong
const fs = require('fs'), path = require('path');
const es5 = path.join(__dirname, 'node_modules/mathjax/es5');
global.MathJax = {
  loader: {paths: {mathjax: es5}, require, load: ['adaptors/liteDOM', '[tex]/mathtools'], versionWarnings: false},
  tex: {displayMath: [['\\[', '\\]']], processEscapes: false, processEnvironments: false, processRefs: false,
        packages: {'[+]': ['mathtools'], '[-]': ['textmacros', 'noerrors', 'noundefined']}},
  startup: {typeset: false},
};
require(path.join(es5, 'tex-chtml-full.js'));
MathJax.startup.promise.then(() => {
  const said = [];
  for (const line of fs.readFileSync(0, 'utf8').split('\n').filter((text) => text.trim())) {
    const {tex, display} = JSON.parse(line);
    let error = '';
    try {
      const found = /data-mjx-error="([^"]*)"/.exec(MathJax.tex2mml(tex, {display: Boolean(display)}));
      if (found) error = found[1];
    } catch (e) { error = String(e.message || e); }
    said.push(error.replace(/\s+/g, ' '));
  }
  process.stdout.write(said.join('\n') + '\n');
});
