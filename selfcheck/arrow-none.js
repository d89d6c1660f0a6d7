// Results are read by the program (load/engine); the bindings need no library for them.
export default {};
