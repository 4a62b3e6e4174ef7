const Parser = require('tree-sitter');
const JavaScript = require('tree-sitter-javascript');
const parser = new Parser();
parser.setLanguage(JavaScript);
const source = 'let x = 1;\nfunction f(a, b) { return a + b * x; }\nclass A { m() {} }\n';
const tree = parser.parse(source);
console.log(tree.rootNode.toString());
const f = tree.rootNode.namedChild(1);
console.log(f.type, f.text, f.startPosition, f.endIndex, f.childForFieldName('name').text, f.parent.type, f.nextNamedSibling.type);
console.log(tree.rootNode.descendantsOfType('identifier').map((n) => n.text + '@' + n.startPosition.row + ':' + n.startPosition.column));
const query = new Parser.Query(JavaScript, '(function_declaration name: (identifier) @name) (class_declaration name: (identifier) @class)');
console.log(query.captures(tree.rootNode).map((c) => [c.name, c.node.text]), query.matches(tree.rootNode).length);
const cursor = tree.walk();
const types = [];
cursor.gotoFirstChild();
do types.push(cursor.nodeType); while (cursor.gotoNextSibling());
console.log(types);
tree.edit({ startIndex: 8, oldEndIndex: 9, newEndIndex: 10, startPosition: { row: 0, column: 8 }, oldEndPosition: { row: 0, column: 9 }, newEndPosition: { row: 0, column: 10 } });
const edited = parser.parse(source.slice(0, 8) + '22' + source.slice(9), tree);
console.log(edited.rootNode.namedChild(0).text, tree.getChangedRanges(edited).length, edited.rootNode.hasError, parser.parse('let = = 1').rootNode.hasError);
console.log(parser.parse((index) => (index < source.length ? source.slice(index, index + 7) : null)).rootNode.namedChildCount);
console.log(f instanceof Parser.SyntaxNode, f.id === tree.rootNode.namedChild(1).id);
try { parser.setLanguage({}); } catch (e) { console.log(e.constructor.name, e.message); }
try { new Parser.Query(JavaScript, '(nonsense)'); } catch (e) { console.log(e.message); }
