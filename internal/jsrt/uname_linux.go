package jsrt

import "syscall"

// systemName is what uname(1) says: name, release, version, machine.
func systemName() [4]string {
	var u syscall.Utsname
	if syscall.Uname(&u) != nil {
		return [4]string{"Linux"}
	}
	return [4]string{cstring(u.Sysname[:]), cstring(u.Release[:]), cstring(u.Version[:]), cstring(u.Machine[:])}
}

func cstring[T int8 | uint8](chars []T) string {
	var b []byte
	for _, c := range chars {
		if c == 0 {
			break
		}
		b = append(b, byte(c))
	}
	return string(b)
}
