// What net tells without a network.
const net = require('node:net');
for (const s of ['127.0.0.1', '255.255.255.255', '256.0.0.1', '01.2.3.4', '1.2.3', '1.2.3.4.5', '', '::', '::1', '1::', '1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7::',
  '::2:3:4:5:6:7:8', '1::2::3', ':1', '1:', '12345::', 'fe80::1%eth0', 'fe80::1%', '::ffff:1.2.3.4', '1:2:3:4:5:6:1.2.3.4', '::1.2.3.4:5', 'g::', '1:2:3:4:5:6:7:8:9', {}, undefined]) {
  console.log(String(s), net.isIP(s), net.isIPv4(s), net.isIPv6(s));
}
const socket = new net.Socket(), server = net.createServer();
console.log(socket instanceof require('stream').Duplex, socket.connecting, socket.destroyed, net.Stream === net.Socket, net.connect.name.length > 0);
console.log(server instanceof require('events'), server.listening, server.address());
socket.on('close', (failed) => console.log('close', failed)).destroy();
server.close((e) => console.log(e.code, e.message));
net.setDefaultAutoSelectFamilyAttemptTimeout(1);
console.log(net.getDefaultAutoSelectFamilyAttemptTimeout(), net.getDefaultAutoSelectFamily());
for (const f of [() => net.setDefaultAutoSelectFamily(1), () => net.setDefaultAutoSelectFamilyAttemptTimeout(0), () => new net.Socket().connect({}), () => net.createServer(1)]) {
  try { f(); } catch (e) { console.log(e.name, e.code, e.message); }
}
