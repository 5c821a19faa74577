// Print what Anki's MathJax typesets, found by trying: `frac 2` (a command and its arguments), `langle 0 delimiter`
// (what may stand behind \left), `log 0 braces` (what is no superscript without braces), `{align} 0 columns` (an
// environment, its arguments, whether & is allowed in it).
// usage: node known.js > ../../flashgen/tex/mathjax.txt
const path = require('path');
const es5 = path.join(__dirname, 'node_modules/mathjax/es5');
global.MathJax = {
  loader: {paths: {mathjax: es5}, require, load: ['adaptors/liteDOM', '[tex]/mathtools'], versionWarnings: false},
  tex: {packages: {'[+]': ['mathtools'], '[-]': ['textmacros', 'noerrors', 'noundefined', 'require', 'newcommand']}},
  startup: {typeset: false},
};
require(path.join(es5, 'tex-chtml-full.js'));
const typesets = (tex) => {
  try {
    return !MathJax.tex2mml(tex, {display: true}).includes('data-mjx-error');
  } catch (e) {
    return false;
  }
};
MathJax.startup.promise.then(() => {
  const handlers = MathJax.startup.document.inputJax[0].parseOptions.handlers;
  const names = (kind) => 
    [...handlers.get(kind)._configuration].flatMap(({item}) => (item.map ? [...item.map.keys()] : []));
  const delimiters = new Set(names('delimiter').filter((n) => /^\\[A-Za-z]+$/.test(n)).map((n) => n.slice(1)));
  const words = new Set([...names('macro'), ...delimiters].filter((n) => /^[A-Za-z]+$/.test(n)));
  const found = [];
  for (const word of words) {
    if (/^(?:Declare|def|let$|new(?!line)|renew|require|usetagform|Newext|mathtoolsset)/.test(word)) continue;
    const needed = [0, 1, 2, 3, 4].find((n) => typesets(`{\\${word}${'{a}'.repeat(n)}}`));
    if (needed === undefined) continue;
    const raised = typesets(`{x^\\${word}${'{a}'.repeat(needed)}}`);
    found.push(`${word} ${needed}${delimiters.has(word) ? ' delimiter' : ''}${raised ? '' : ' braces'}`);
  }
  for (const name of new Set(names('environment').filter((n) => /^[A-Za-z]+\*?$/.test(n)))) {
    const filled = (n, rows) => `\\begin{${name}}${['', '{c}', '{2}'][n]}${rows}\\end{${name}}`;
    const tried = [0, 1, 2].find((n) => typesets(filled(n, 'a \\\\ b')));
    if (tried === undefined) continue;
    found.push(`{${name}} ${Math.min(tried, 1)}${typesets(filled(tried, 'a & b')) ? ' columns' : ''}`);
  }
  process.stdout.write(found.sort().join('\n') + '\n');
});
