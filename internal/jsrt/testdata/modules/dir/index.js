module.exports = {dir: __dirname.split("/").pop(), file: __filename.split("/").pop()}
