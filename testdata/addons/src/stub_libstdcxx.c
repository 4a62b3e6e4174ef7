/* Stands in for libstdc++ while linking; never loaded. */
int _ZSt15_Rb_tree_insertbPSt18_fixture(int x) { return x; }
