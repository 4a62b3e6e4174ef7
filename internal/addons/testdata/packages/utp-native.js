const utp = require('utp-native');
const server = utp.createServer((socket) => {
  let n = 0;
  socket.on('data', (d) => { n += d.length; });
  socket.on('end', () => { console.log('server got', n); socket.end('bye'); });
});
server.listen(0, () => {
  const client = utp.connect(server.address().port, '127.0.0.1');
  client.on('connect', () => console.log('connect'));
  client.on('data', (d) => console.log('client got', d.toString()));
  client.on('end', () => { console.log('end'); client.destroy(); server.close(() => console.log('closed')); });
  client.write(Buffer.alloc(50000, 7));
  client.end('last');
});
