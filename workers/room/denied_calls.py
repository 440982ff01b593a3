"""The seccomp filter of a child: a deny list as BPF, for x86_64 and aarch64."""

import errno
import platform
import struct
from collections.abc import Sequence
from dataclasses import dataclass

# struct seccomp_data: number, architecture, instruction pointer, six arguments of 8 bytes (low half first).
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050000
_X32 = 0x40000000  # a second numbering on x86_64
_CLONE_THREAD = 0x00010000


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """System call numbers of one architecture: `denied` always, `signals` except to oneself, `clone` save threads."""

    audit: int
    denied: tuple[int, ...]
    signals: tuple[int, ...]
    clone: int
    clone3: int


# Both lists name the same calls: making and using sockets (socket socketpair connect accept accept4 bind listen);
# other programs (execve execveat fork vfork); other processes (ptrace process_vm_readv process_vm_writev kcmp tkill
# rt_sigqueueinfo rt_tgsigqueueinfo pidfd_open pidfd_getfd pidfd_send_signal process_madvise prlimit64 is needed by
# us); mounts and namespaces (mount umount2 pivot_root chroot unshare setns fsopen fsconfig fsmount fspick move_mount
# open_tree mount_setattr); the kernel (bpf perf_event_open userfaultfd io_uring_* keyctl add_key request_key
# init_module finit_module delete_module kexec_load kexec_file_load reboot swapon swapoff acct syslog quotactl
# name_to_handle_at open_by_handle_at sethostname setdomainname settimeofday clock_settime adjtimex iopl ioperm
# personality memfd_create memfd_secret); users (setuid setgid setreuid setregid setresuid setresgid setgroups capset)
_X86_64 = Numbers(
    audit=0xC000003E,
    denied=(
        *(41, 53, 42, 43, 288, 49, 50),
        *(59, 322, 57, 58),
        *(101, 310, 311, 312, 200, 129, 297, 434, 438, 424, 440),
        *(165, 166, 155, 161, 272, 308, 430, 431, 432, 433, 429, 428, 442),
        *(321, 298, 323, 425, 426, 427, 250, 248, 249, 175, 313, 176, 246, 320, 169, 167, 168, 163, 103, 179),
        *(303, 304, 170, 171, 164, 227, 159, 172, 173, 135, 319, 447),
        *(105, 106, 113, 114, 117, 119, 116, 126),
    ),
    signals=(62, 234),
    clone=56,
    clone3=435,
)
_AARCH64 = Numbers(
    audit=0xC00000B7,
    denied=(
        *(198, 199, 203, 202, 242, 200, 201),
        *(221, 281),
        *(117, 270, 271, 272, 130, 138, 240, 434, 438, 424, 440),
        *(40, 39, 41, 51, 97, 268, 430, 431, 432, 433, 429, 428, 442),
        *(280, 241, 282, 425, 426, 427, 219, 217, 218, 105, 273, 106, 104, 294, 142, 224, 225, 89, 116, 60),
        *(264, 265, 161, 162, 170, 112, 171, 92, 279, 447),
        *(146, 144, 145, 143, 147, 149, 159, 91),
    ),
    signals=(129, 131),
    clone=220,
    clone3=435,
)
_BY_MACHINE = {"x86_64": _X86_64, "aarch64": _AARCH64}


def numbers() -> Numbers | None:
    """The system calls of this machine, or None where we know none."""
    return _BY_MACHINE.get(platform.machine())


def program(known: Numbers, own: int) -> bytes:
    """The filter: refused calls answer EPERM, clone3 answers ENOSYS so that the C library falls back to clone.

    A clone that makes a thread passes, as it stays in this process and behind this filter; the kernel refuses one
    that asks for a thread in another memory or another namespace of users or processes (clone(2)).
    `own`: this process, which may signal itself (abort does) and nobody else.
    """
    refuse, missing = _REFUSE | errno.EPERM, _REFUSE | errno.ENOSYS
    parts = [
        _load(_ARCHITECTURE),
        _unless(_EQUAL, known.audit, 1, 0),
        _answer(_KILL),
        _load(_NUMBER),
        *_when(_AT_LEAST, _X32, (_answer(refuse),)),
        *_when(_EQUAL, known.clone3, (_answer(missing),)),
    ]
    for call in known.denied:
        parts += _when(_EQUAL, call, (_answer(refuse),))
    for call in known.signals:
        parts += _when(_EQUAL, call, _only_if(_EQUAL, own, refuse))
    parts += _when(_EQUAL, known.clone, _only_if(_ANY_BIT, _CLONE_THREAD, refuse))
    return b"".join((*parts, _answer(_ALLOW)))


def _load(offset: int) -> bytes:
    return struct.pack("HBBI", _LOAD, 0, 0, offset)


def _answer(value: int) -> bytes:
    return struct.pack("HBBI", _RETURN, 0, 0, value)


def _unless(test: int, value: int, met: int, unmet: int) -> bytes:
    """A jump: `met` and `unmet` count the instructions stepped over."""
    return struct.pack("HBBI", test, met, unmet, value)


def _when(test: int, value: int, then: Sequence[bytes]) -> tuple[bytes, ...]:
    return (_unless(test, value, 0, len(then)), *then)


def _only_if(test: int, value: int, otherwise: int) -> tuple[bytes, ...]:
    """Allowed when the first argument passes `test`, else answered with `otherwise`."""
    return (_load(_FIRST_ARGUMENT), _unless(test, value, 0, 1), _answer(_ALLOW), _answer(otherwise))
