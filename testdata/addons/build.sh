#!/usr/bin/env bash
# Builds every fixture addon from src/. With the tool versions below the result
# is identical, byte for byte, to what is committed.
#
#   build.sh [OUTDIR]     default: this folder
#
# Debian 12: gcc-12, binutils 2.40, clang-19, lld-19, llvm-19, gcc-mingw-w64.
set -euo pipefail
cd "$(dirname "$0")"
out=$(realpath -m "${1:-.}")
src=$PWD/src
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
export LC_ALL=C SOURCE_DATE_EPOCH=0 ZERO_AR_DATE=1

put() { mkdir -p "$out/$1"; echo "$out/$1/$2.node"; }

# ELF with the system's gcc: a glibc addon as node-gyp builds it.
gcc_linux() { # NAME SOURCE FLAGS…
  local name=$1 source=$2; shift 2
  gcc -shared -fPIC -O2 -fno-ident -fvisibility=hidden -Wl,--no-as-needed "$@" -o "$(put "$name" linux-x64)" "$src/$source.c"
  strip "$out/$name/linux-x64.node"
}

# ELF for other targets: clang and lld, without any library of the target.
elf() { # NAME SOURCE PLATFORM TRIPLE FLAGS…
  local name=$1 source=$2 platform=$3 triple=$4; shift 4
  clang-19 -ffreestanding --target="$triple" -shared -fPIC -O2 -nostdlib -fuse-ld=lld -fno-ident -fvisibility=hidden \
    -fno-stack-protector -Wl,--strip-all "$@" -o "$(put "$name" "$platform")" "$src/$source.c"
}

stub() { # TRIPLE SONAME SOURCE VERSIONS → path
  clang-19 -ffreestanding --target="$1" -shared -fPIC -nostdlib -fuse-ld=lld -Wl,-soname,"$2" ${4:+-Wl,--version-script="$4"} \
    -o "$tmp/$2" "$src/$3.c"
  echo "$tmp/$2"
}

# PE with mingw-w64: gcc for x64 and ia32. The functions of the host are
# imported from node.exe, plainly or delayed.
host_functions="$tmp/node.def"
{
  echo 'LIBRARY node.exe'
  echo 'EXPORTS'
  grep -ohE '\b(napi|node_api|node_module)_[a-z0-9_]+\(' "$src/node_api.h" | tr -d '(' | sort -u |
    grep -vE '^(napi_register_module_v1|node_api_module_get_api_version_v1)$'
  echo uv_run
} > "$host_functions"

mingw() { # NAME SOURCE PLATFORM PREFIX FLAGS…
  local name=$1 source=$2 platform=$3 prefix=$4; shift 4
  "$prefix-dlltool" -d "$host_functions" -l "$tmp/$prefix-node.a"
  "$prefix-gcc" -shared -O2 -s -fno-ident "$@" -o "$(put "$name" "$platform")" "$src/$source.c" "$tmp/$prefix-node.a" \
    -Wl,--no-insert-timestamp -Wl,--disable-auto-image-base
}

# PE with clang and lld-link: arm64, and the delay-loaded host as node-gyp links it.
cat > "$tmp/kernel32.def" <<'DEF'
LIBRARY KERNEL32.dll
EXPORTS
GetProcAddress
GetModuleHandleW
DEF
cat > "$tmp/delay.c" <<'C'
/* The linker wants a helper for delayed imports; nothing runs it here. */
void *__delayLoadHelper2(void *descriptor, void **slot) { return *slot; }
int _DllMainCRTStartup(void *module, unsigned reason, void *reserved) { return 1; }
int _fltused;
C
msvc() { # NAME SOURCE PLATFORM ARCH FLAGS…
  local name=$1 source=$2 platform=$3 arch=$4; shift 4
  local machine=x64 triple=$arch-pc-windows-msvc
  [ "$arch" = aarch64 ] && machine=arm64
  llvm-dlltool-19 -m "$( [ $machine = arm64 ] && echo arm64 || echo i386:x86-64 )" -d "$host_functions" -l "$tmp/node-$arch.lib"
  llvm-dlltool-19 -m "$( [ $machine = arm64 ] && echo arm64 || echo i386:x86-64 )" -d "$tmp/kernel32.def" -l "$tmp/kernel32-$arch.lib"
  clang-19 -ffreestanding --target="$triple" -O2 -c -fno-ident "$@" -o "$tmp/$name.obj" "$src/$source.c"
  clang-19 -ffreestanding --target="$triple" -O2 -c -fno-ident -o "$tmp/delay.obj" "$tmp/delay.c"
  lld-link-19 /dll /nodefaultlib /brepro /machine:$machine /out:"$(put "$name" "$platform")" /noimplib \
    "$tmp/$name.obj" "$tmp/delay.obj" "$tmp/node-$arch.lib" "$tmp/kernel32-$arch.lib" /delayload:node.exe
}

# Mach-O with clang and ld64.lld: a bundle that binds its host's functions dynamically.
macho() { # NAME SOURCE PLATFORM ARCH MINOS FLAGS…
  local name=$1 source=$2 platform=$3 arch=$4 minos=$5; shift 5
  clang-19 -ffreestanding --target="$arch-apple-macos$minos" -O2 -c -fvisibility=hidden -fno-stack-protector -o "$tmp/$name.o" "$src/$source.c" "${cflags[@]}"
  ld64.lld-19 -bundle -arch "$arch" -platform_version macos "$minos" "$minos" -undefined dynamic_lookup -x \
    -o "$(put "$name" "$platform")" "$tmp/$name.o" "$@"
}

gcc_linux symbol symbol -DNAPI_VERSION=8
gcc_linux noversion symbol
gcc_linux version9 symbol -DNAPI_VERSION=9
gcc_linux version10 symbol -DNAPI_VERSION=10
gcc_linux experimental symbol -DNAPI_VERSION=2147483647
gcc_linux constructor constructor
gcc_linux both both -DNAPI_VERSION=9
gcc_linux newer newer -DNAPI_VERSION=3
gcc_linux newer-now newer -DNAPI_VERSION=3 -Wl,-z,now
mv "$out/newer-now/linux-x64.node" "$out/newer/linux-x64-now.node"; rmdir "$out/newer-now"
gcc_linux mixed mixed -DNAPI_VERSION=8
gcc_linux v8 v8
gcc_linux runtime runtime -DNAPI_VERSION=8
gcc_linux plain plain
gcc_linux execstack symbol -DNAPI_VERSION=8 -Wl,-z,execstack

for t in arm64:aarch64-linux-gnu ia32:i686-linux-gnu arm:armv7-linux-gnueabihf riscv64:riscv64-linux-gnu \
  s390x:s390x-linux-gnu ppc64:powerpc64le-linux-gnu loong64:loongarch64-linux-gnu; do
  elf symbol symbol "linux-${t%%:*}" "${t#*:}" -DNAPI_VERSION=9 "$(stub "${t#*:}" libc.so.6 stub_libc "")"
done
libc=$(stub aarch64-linux-gnu libc.so.6 stub_libc "")
elf constructor constructor linux-arm64 aarch64-linux-gnu -Wl,-z,pack-relative-relocs "$libc"
elf constructor constructor android-arm64 aarch64-linux-android24 -Wl,--pack-dyn-relocs=android -Wl,--hash-style=gnu
elf constructor constructor linux-s390x s390x-linux-gnu "$(stub s390x-linux-gnu libc.so.6 stub_libc "")"
elf constructor constructor linux-arm armv7-linux-gnueabihf -Wl,--hash-style=sysv "$(stub armv7-linux-gnueabihf libc.so.6 stub_libc "")"
elf symbol symbol freebsd-x64 x86_64-unknown-freebsd13 -DNAPI_VERSION=8
musl=$(stub x86_64-linux-musl libc.musl-x86_64.so.1 stub_libc "")
elf runtime runtime linux-x64-musl x86_64-linux-musl -DNAPI_VERSION=8 "$musl"
echo 'GLIBC_2.38 { global: *; };' > "$tmp/libc.map"
echo 'GLIBCXX_3.4.31 { global: *; };' > "$tmp/libstdcxx.map"
libc=$(stub aarch64-linux-gnu libc.so.6 stub_libc "$tmp/libc.map")
libstdcxx=$(stub aarch64-linux-gnu libstdc++.so.6 stub_libstdcxx "$tmp/libstdcxx.map")
elf floor floor linux-arm64 aarch64-linux-gnu "$libc" "$libstdcxx"
# The same addon without section headers: only what a loader needs.
llvm-objcopy-19 --strip-sections "$out/symbol/linux-arm64.node" "$(put headerless linux-arm64)"

mingw symbol symbol win32-x64 x86_64-w64-mingw32 -DNAPI_VERSION=8
mingw symbol symbol win32-ia32 i686-w64-mingw32 -DNAPI_VERSION=8
mingw constructor constructor win32-x64 x86_64-w64-mingw32
msvc delayed symbol win32-x64 x86_64 -DNAPI_VERSION=9
msvc delayed symbol win32-arm64 aarch64 -DNAPI_VERSION=9
msvc runtime runtime win32-x64 x86_64 -DNAPI_VERSION=8

cflags=(-DNAPI_VERSION=8)
macho symbol symbol darwin-arm64 arm64 11.0
macho symbol symbol darwin-x64 x86_64 10.13
macho chained symbol darwin-arm64 arm64 12.0 -fixup_chains
llvm-lipo-19 -create "$out/symbol/darwin-x64.node" "$out/symbol/darwin-arm64.node" -output "$(put symbol darwin-x64+arm64)"
cflags=()
macho constructor constructor darwin-x64 x86_64 10.13
macho plain plain darwin-arm64 arm64 11.0
