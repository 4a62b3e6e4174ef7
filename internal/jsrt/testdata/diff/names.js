// Functions have the names their source gives them, also where that is lowered and one variable hides another.
class P { #x = 1; async *g() {} }
{ class A {} console.log(A.name); }
{ class A { static s = 1; } console.log(A.name); function f() {} console.log(f.name); }
function f() { return 1; }
console.log(f.name, (() => {}).name, (class {}).name, P.name, P.prototype.g.name);
function outer() {
  class A { #q = 2; static n = A.name; }
  const f = class { #z; };
  return [A.name, A.n, f.name, new A()];
}
console.log(outer());
try { (function () { class A {} A(); })(); } catch (e) { console.log(e.message); }
