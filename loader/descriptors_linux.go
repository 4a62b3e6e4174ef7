package loader

import (
	"fmt"
	"io"

	"golang.org/x/sys/unix"
)

// SendDescriptors sends open descriptors to the process at the other end of a
// socket.
func SendDescriptors(socket int, fds ...int) error {
	return unix.Sendmsg(socket, []byte{0}, unix.UnixRights(fds...), nil, unix.MSG_NOSIGNAL)
}

// ReceiveDescriptors takes as many as fds has room for; io.EOF: the other end
// was closed.
func ReceiveDescriptors(socket int, fds []int) error {
	control := make([]byte, unix.CmsgSpace(4*len(fds)))
	n, size, _, _, err := unix.Recvmsg(socket, make([]byte, 1), control, unix.MSG_CMSG_CLOEXEC)
	for err == unix.EINTR {
		n, size, _, _, err = unix.Recvmsg(socket, make([]byte, 1), control, unix.MSG_CMSG_CLOEXEC)
	}
	if err != nil {
		return err
	}
	if n == 0 {
		return io.EOF
	}
	messages, err := unix.ParseSocketControlMessage(control[:size])
	if err != nil {
		return err
	}
	var sent []int
	if len(messages) == 1 {
		if sent, err = unix.ParseUnixRights(&messages[0]); err != nil {
			return err
		}
	}
	if copy(fds, sent) != len(fds) {
		return fmt.Errorf("%d descriptors came, not %d", len(sent), len(fds))
	}
	return nil
}
