const zmq = require('zeromq');
(async () => {
  console.log(zmq.capability.curve, zmq.version.split('.')[0]);
  const rep = new zmq.Reply(), req = new zmq.Request();
  await rep.bind('inproc://rep');
  req.connect('inproc://rep');
  await req.send(['part', Buffer.from('é'), '']);
  const parts = await rep.receive();
  console.log(parts.map(String));
  await rep.send('answer');
  console.log((await req.receive())[0].toString());
  const push = new zmq.Push({ sendHighWaterMark: 1000 }), pull = new zmq.Pull();
  await push.bind('tcp://127.0.0.1:*');
  pull.connect(push.lastEndpoint);
  const sent = (async () => { for (let i = 0; i < 50; i++) await push.send('message ' + i); })();
  let n = 0;
  for await (const [m] of pull) {
    if (n === 0 || n === 49) console.log(m.toString());
    if (++n === 50) break;
  }
  await sent;
  const pub = new zmq.XPublisher(), sub = new zmq.Subscriber();
  await pub.bind('inproc://pub');
  sub.connect('inproc://pub');
  sub.subscribe('topic');
  console.log((await pub.receive())[0].toString('latin1', 1));
  await pub.send(['other', '1']);
  await pub.send(['topic', '2']);
  console.log((await sub.receive()).map(String));
  sub.receiveTimeout = 20;
  await sub.receive().catch((e) => console.log(e.code, e.message));
  for (const s of [rep, req, push, pull, pub, sub]) s.close();
  console.log(rep.closed);
  try { await req.send('x'); } catch (e) { console.log(e.code, e.message); }
  try { new zmq.Dealer().connect('nonsense://x'); } catch (e) { console.log(e.code, e.message); }
  const keys = zmq.curveKeyPair();
  console.log(keys.publicKey.length, keys.secretKey.length);
})();
