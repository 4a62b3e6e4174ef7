'use strict';
// Fields that are called as what accessors begin with.
class Base { get = (x) => x + this.one; set = 2; one = 1; static get = 3; static set; }
class Query extends Base {
  all = () => [this.get()];
  get = () => this.constructor.name;
  get size() { return 4; }
  static set = (() => 5)();
  #own = 6;
  own = () => this.#own;
}
console.log(new Base(), new Base().get(1), Base.get, Object.keys(Base));
const q = new Query();
console.log(Object.keys(q), q.all(), q.set, q.size, Query.set, q.own());
