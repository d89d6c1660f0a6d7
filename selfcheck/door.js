// The page's side of load/engine: an empty database, statements in, Arrow files out.
export function door(bindings) {
  return {
    open() {
      bindings.reset();
      bindings.open({ query: { castBigIntToDouble: false, castDecimalToDouble: false, castTimestampToDate: false } });
      const connection = bindings.connect();
      return {
        query: (text) => bindings.runQuery(connection._conn, text),
        close: () => connection.close(),
      };
    },
  };
}
