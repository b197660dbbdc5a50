// Stands in the bundle for what is never used.
module.exports = {};
