// Two peers in one process.
const { RTCPeerConnection, RTCSessionDescription, nonstandard } = require('@roamhq/wrtc');
(async () => {
  const a = new RTCPeerConnection(), b = new RTCPeerConnection();
  a.onicecandidate = ({ candidate }) => candidate && b.addIceCandidate(candidate);
  b.onicecandidate = ({ candidate }) => candidate && a.addIceCandidate(candidate);
  const channel = a.createDataChannel('chat');
  const done = new Promise((resolve) => {
    b.ondatachannel = ({ channel: c }) => {
      // It comes before or after the other side's open.
      c.onmessage = ({ data }) => { console.log('channel', c.label); console.log('b got', data); c.send(new Uint8Array([1, 2, 3])); };
    };
    channel.onopen = () => { console.log('open', channel.readyState); channel.send('héllo'); };
    channel.onmessage = ({ data }) => { console.log('a got', data.byteLength); resolve(); };
  });
  const offer = await a.createOffer();
  await a.setLocalDescription(offer);
  await b.setRemoteDescription(a.localDescription);
  await b.setLocalDescription(await b.createAnswer());
  await a.setRemoteDescription(b.localDescription);
  const { signalingState } = a;
  await done;
  console.log(offer instanceof RTCSessionDescription || typeof offer.sdp, signalingState);
  a.close();
  b.close();
  console.log(a.connectionState, a.signalingState);
  const i420 = { width: 4, height: 4, data: new Uint8ClampedArray(24) };
  nonstandard.rgbaToI420({ width: 4, height: 4, data: new Uint8ClampedArray(64).fill(128) }, i420);
  console.log([...i420.data.slice(0, 4)]);
})();
