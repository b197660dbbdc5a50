// The packages that carry the Node binary declare `os` and `cpu` as plain strings; pnpm expects lists,
// and without them installs the Windows binary everywhere.
const NODE_BINARY = /^node-(linux|darwin|win|bin-darwin)-(x64|arm64)$/;

function readPackage(pkg) {
  if (NODE_BINARY.test(pkg.name)) {
    for (const field of ['os', 'cpu']) {
      if (typeof pkg[field] === 'string') pkg[field] = [pkg[field]];
    }
  }
  return pkg;
}

module.exports = { hooks: { readPackage } };
