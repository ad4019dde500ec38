/* SPDX-License-Identifier: BSD-2-Clause */

#include "actions.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

pid_t mate;
static int port;
static int listener = -1;

static int offer_service(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);
    int service = socket(AF_INET, SOCK_STREAM, 0);

    if (bind(service, (struct sockaddr *) &address, size) != 0 ||
        listen(service, 8) != 0 ||
        getsockname(service, (struct sockaddr *) &address, &size) != 0)
        return -1;
    port = ntohs(address.sin_port);
    return service;
}

int actions_listen(void)
{
    listener = offer_service();
    return listener < 0 ? -1 : port;
}

static int bind_socket(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

    return bind(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *) &address,
                sizeof(address));
}

static int listen_anew(void)
{
    return listen(listener, 4096);
}

static int read_file(const char *path)
{
    char byte;
    int file = open(path, O_RDONLY);

    return file < 0 ? -1 : (int) read(file, &byte, 1);
}

static int read_shadow(void)
{
    return read_file("/etc/shadow");
}

static int read_passwd(void)
{
    return read_file("/etc/passwd");
}

static int read_init_memory(void)
{
    return open("/proc/1/mem", O_RDONLY);
}

static int open_mate_memory(void)
{
    char path[64];

    snprintf(path, sizeof(path), "/proc/%d/mem", mate);
    return open(path, O_RDWR);
}

static int create_file(void)
{
    return open("/tmp", O_TMPFILE | O_RDWR, 0600);
}

static int create_named_file(void)
{
    char path[64];

    snprintf(path, sizeof(path), "/tmp/confinement.%d", getpid());
    if (open(path, O_RDONLY | O_CREAT, 0600) < 0)
        return -1;
    return unlink(path);
}

static int make_directory(void)
{
    char path[64];

    snprintf(path, sizeof(path), "/tmp/confinement.%d", getpid());
    return mkdir(path, 0700) != 0 ? -1 : rmdir(path);
}

static int execute(void)
{
    return execl("/bin/true", "true", NULL);
}

static int fork_child(void)
{
    pid_t pid = fork();

    if (pid == 0)
        _exit(0);
    return pid;
}

static void *run_thread(void *argument)
{
    return argument;
}

/* By clone3(2), and where that is refused by clone(2). */
static int start_thread(void)
{
    pthread_t thread;

    return pthread_create(&thread, NULL, run_thread, NULL) != 0 ? -1 : 0;
}

static int attach_mate(void)
{
    return (int) ptrace(PTRACE_SEIZE, mate, 0, 0);
}

static int peek_mate(void)
{
    char byte = 0;
    struct iovec here = {&byte, 1};
    struct iovec there = {&mate, 1};

    return (int) process_vm_readv(mate, &here, 1, &there, 1, 0);
}

static int signal_mate(void)
{
    return kill(mate, SIGCONT);
}

static int signal_parent(void)
{
    return kill(getppid(), 0);
}

/* Input on a descriptor can send any signal to its owner. */
static int signal_mate_by_socket(void)
{
    int pair[2];

    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
        return 0;
    return fcntl(pair[0], F_SETOWN, mate);
}

static int limit_mate(void)
{
    struct rlimit limit = {32, 32};

    return prlimit(mate, RLIMIT_NOFILE, &limit, NULL);
}

static int raise_limit(void)
{
    struct rlimit limit = {512, 512};

    return setrlimit(RLIMIT_NOFILE, &limit);
}

static int open_unix_socket(void)
{
    return socket(AF_UNIX, SOCK_STREAM, 0);
}

static int open_unix_pair(void)
{
    int pair[2];

    return socketpair(AF_UNIX, SOCK_DGRAM, 0, pair);
}

static int open_packet_socket(void)
{
    return socket(AF_PACKET, SOCK_RAW, 0);
}

static int open_netlink_socket(void)
{
    return socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
}

static int open_raw_socket(void)
{
    return socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
}

static int map(int protection)
{
    void *place =
        mmap(NULL, 4096, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return place == MAP_FAILED ? -1 : 0;
}

static int map_code(void)
{
    return map(PROT_READ | PROT_WRITE | PROT_EXEC);
}

static int turn_data_into_code(void)
{
    void *place = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return mprotect(place, 4096, PROT_READ | PROT_EXEC);
}

static int make_memory_file(void)
{
    return memfd_create("code", 0);
}

static int queue_calls(void)
{
    char parameters[120] = {0};

    return (int) syscall(SYS_io_uring_setup, 4, parameters);
}

static int make_namespace(void)
{
    return unshare(CLONE_NEWUSER);
}

static int use_keyring(void)
{
    return (int) syscall(SYS_keyctl, 0, -3, 1);
}

static int load_program(void)
{
    char map_of_one[128] = {2, 0, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0, 1};

    return (int) syscall(SYS_bpf, 0, map_of_one, sizeof(map_of_one));
}

static int mount_file_system(void)
{
    return mount("none", "/mnt", "tmpfs", MS_RDONLY, NULL) != 0
               ? -1
               : umount("/mnt");
}

static int change_personality(void)
{
    return personality(READ_IMPLIES_EXEC);
}

static int become_root(void)
{
    return setresuid(0, 0, 0);
}

static int become_dumpable(void)
{
    return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
}

/* And what has to go on. */

static int read_hosts(void)
{
    return read_file("/etc/hosts");
}

static int connect_tcp(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t) port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int client = socket(AF_INET, SOCK_STREAM, 0);

    return connect(client, (struct sockaddr *) &address, sizeof(address)) == 0
               ? client
               : -1;
}

/* Answer on the listener that was there before; nobody else called yet. */
static int serve_browser(void)
{
    int browser = connect_tcp();
    int connection =
        accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    struct pollfd polled = {.fd = connection, .events = POLLIN};
    char byte = 'x';

    return connection >= 0 && send(browser, &byte, 1, MSG_NOSIGNAL) == 1 &&
                   poll(&polled, 1, 1000) == 1 &&
                   recv(connection, &byte, 1, 0) == 1 &&
                   send(connection, &byte, 1, MSG_NOSIGNAL) == 1 &&
                   recv(browser, &byte, 1, 0) == 1
               ? 0
               : -1;
}

static int open_udp_socket(void)
{
    return socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

static int draw_random(void)
{
    char byte;

    return (int) getrandom(&byte, 1, 0);
}

static int allocate(void)
{
    return map(PROT_READ | PROT_WRITE);
}

const struct action hostile_actions[] = {
    {"read /etc/shadow", read_shadow, true},
    {"read /etc/passwd", read_passwd, true},
    {"open the memory of process 1", read_init_memory, false},
    {"open the memory of another agent", open_mate_memory, false},
    {"create an unnamed file", create_file, false},
    {"create a file", create_named_file, false},
    {"make a directory", make_directory, false},
    {"execute a program", execute, false},
    {"fork", fork_child, false},
    {"start a thread", start_thread, false},
    {"trace another agent", attach_mate, false},
    {"read another agent's memory", peek_mate, false},
    {"signal another agent", signal_mate, false},
    {"signal another agent through a socket", signal_mate_by_socket, false},
    {"signal the parent", signal_parent, false},
    {"limit another agent", limit_mate, false},
    {"raise a limit", raise_limit, false},
    {"open a Unix socket", open_unix_socket, false},
    {"open a pair of Unix datagram sockets", open_unix_pair, false},
    {"open a packet socket", open_packet_socket, false},
    {"open a netlink socket", open_netlink_socket, false},
    {"open a raw socket", open_raw_socket, false},
    {"offer a TCP service", offer_service, false},
    {"bind a TCP socket", bind_socket, false},
    {"change a listener", listen_anew, false},
    {"map writable code", map_code, false},
    {"turn data into code", turn_data_into_code, false},
    {"make a file of memory", make_memory_file, false},
    {"set up io_uring", queue_calls, false},
    {"make a user namespace", make_namespace, false},
    {"use the keyring", use_keyring, false},
    {"make a BPF map", load_program, false},
    {"mount a file system", mount_file_system, false},
    {"make all data executable", change_personality, false},
    {"become root", become_root, false},
    {"become open to debuggers", become_dumpable, false},
    {NULL, NULL, false},
};

const struct action needed_actions[] = {
    {"read /etc/hosts", read_hosts, false},
    {"serve a browser at the listener", serve_browser, false},
    {"connect to a TCP service", connect_tcp, false},
    {"open a UDP socket", open_udp_socket, false},
    {"draw random bytes", draw_random, false},
    {"allocate memory", allocate, false},
    {NULL, NULL, false},
};
