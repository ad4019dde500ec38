/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The programs that load the module, told apart by their PAM service.
 */

#pragma once

enum host {
    HOST_OTHER,
    HOST_SSHD,
    HOST_LOGIN,
    HOST_SUDO,
    HOST_SU,
    HOST_MUTE, /* shows nothing that a person could sign in with */
    HOST_COUNT
};

/* The host behind a PAM service name, "sudo-i" and "su-l" included. */
enum host host_of_service(const char *service);
