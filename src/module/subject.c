/* SPDX-License-Identifier: BSD-2-Clause */

#include "module/subject.h"

#include "module/conversation.h"
#include "module/terminal.h"
#include "shared/host.h"
#include "shared/text.h"

#include <security/pam_modules.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

/* The text of an item, empty where it is not set.  It is the host's, and may
 * say anything: what does not fit makes the login unsuitable. */
static const char *item(struct pam_handle *pamh, int type)
{
    const void *value = NULL;

    if (pam_get_item(pamh, type, &value) != PAM_SUCCESS || value == NULL)
        return "";
    return value;
}

/* What is left of LOGIN_TIMEOUT: login arms this timer before it asks. */
static int64_t timer_left(void)
{
    struct itimerval timer = {0};

    (void) getitimer(ITIMER_REAL, &timer);
    return (int64_t) timer.it_value.tv_sec * 1000 +
           timer.it_value.tv_usec / 1000;
}

/* sshd lists the methods that succeeded, one a line, method first.  What does
 * not fit is left out, which proves less. */
static void read_methods(const char *line, char ret_methods[NAME_SIZE])
{
    while (line != NULL && line[0] != '\0') {
        int length = (int) strcspn(line, " \n");

        if (length > 0 &&
            strlen(ret_methods) + (size_t) length + 2 <= NAME_SIZE) {
            if (ret_methods[0] != '\0')
                text_append(ret_methods, NAME_SIZE, " ");
            text_append(ret_methods, NAME_SIZE, "%.*s", length, line);
        }
        line = strchr(line, '\n');
        if (line != NULL)
            line++;
    }
}

/* What pam_unix said when it was last asked for a password in this login.  It
 * leaves a NULL once it has set credentials, and nothing where a key, a ticket
 * or NOPASSWD took its place. */
static const int *unix_verdict(struct pam_handle *pamh)
{
    const void *result = NULL;

    if (pam_get_data(pamh, "unix_setcred_return", &result) != PAM_SUCCESS)
        return NULL;
    return result;
}

static bool passed_unix(struct pam_handle *pamh)
{
    const int *verdict = unix_verdict(pamh);

    return verdict != NULL && *verdict == PAM_SUCCESS;
}

/* What pam_unix says of a user that it does not know, or has no password of,
 * is another module's business. */
static bool failed_unix(struct pam_handle *pamh)
{
    static const int failures[] = {PAM_AUTH_ERR, PAM_MAXTRIES, PAM_AUTHTOK_ERR,
                                   PAM_CONV_ERR};
    const int *verdict = unix_verdict(pamh);

    for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++)
        if (verdict != NULL && *verdict == failures[i])
            return true;
    return false;
}

/* sshd cannot ask anything in the account phase: nobody does.  For its
 * `password` method it runs PAM in the process that leads the session, and
 * what is said there is lost. */
static bool can_show(struct pam_handle *pamh, const struct login *login)
{
    const struct host_row *host = host_row(login->host);
    bool lost = host->leader_is_mute && login->session == getpid();

    return login->phase == PHASE_AUTH && host->shows && !lost &&
           conversation_exists(pamh);
}

bool subject_describe(struct pam_handle *pamh, struct login *login)
{
    bool fits = text_copy(login->service, sizeof(login->service),
                          item(pamh, PAM_SERVICE));

    fits &= text_copy(login->user, sizeof(login->user), item(pamh, PAM_USER));
    fits &= text_copy(login->tty, sizeof(login->tty), item(pamh, PAM_TTY));
    fits &=
        text_copy(login->rhost, sizeof(login->rhost), item(pamh, PAM_RHOST));
    login->caller = getuid();
    login->session = getsid(0);
    return fits;
}

void subject_observe(struct pam_handle *pamh, struct login *login)
{
    enum host service = host_of_service(login->service);
    enum host section = host_of_service(login->section);
    bool root = getuid() == 0 && geteuid() == 0;
    const char *methods = NULL;
    const struct host_row *host;

    /* sshd's own, which no user starts. */
    if (root)
        methods = pam_getenv(pamh, "SSH_AUTH_INFO_0");
    login->host = (int) service;
    if (service == HOST_OTHER)
        login->host = (int) section;
    host = host_row(login->host);
    if (host->limit == LIMIT_TIMER)
        login->timer = timer_left();
    if (host->names_methods)
        read_methods(methods, login->methods);
    login->password = item(pamh, PAM_AUTHTOK)[0] != '\0';
    /* Either alone proves nothing: pam_unix also accepts a blank password,
     * and the password stays in the handle after it was found wrong. */
    login->evidence_unix = passed_unix(pamh) && login->password;
    login->wrong_password = failed_unix(pamh);
    /* Where our own auth line let in, the keeper is not asked at all.  What
     * pam_unix refused another module in front of that line accepted. */
    login->skipped =
        login->phase == PHASE_ACCOUNT && unix_verdict(pamh) != NULL;
    /* Only a name is believed in the user's favour, but an sshd by another
     * name is still to be checked like one. */
    if (login->host == HOST_OTHER && methods != NULL)
        login->host = HOST_SSHD;
    login->can_show = can_show(pamh, login);
    /* sudo looks up the terminal of its session, and speaks there also where
     * 0 to 2 lead elsewhere. */
    login->terminal =
        terminal_find() >= 0 ||
        (host_row((int) service)->names_terminal && login->tty[0] != '\0');
    if (login->can_show && !host_row(login->host)->remote)
        terminal_describe(login);
}

bool subject_name(struct pam_handle *pamh, struct login *login)
{
    const char *name = NULL;

    if (login->phase == PHASE_AUTH && login->user[0] == '\0' &&
        pam_get_user(pamh, &name, NULL) == PAM_SUCCESS && name != NULL)
        (void) text_copy(login->user, sizeof(login->user), name);
    return login->user[0] != '\0';
}

bool subject_is_root(const struct login *login)
{
    enum host service = host_of_service(login->service);

    return login->caller == 0 && host_row((int) service)->run_by_caller;
}

bool subject_is_still(struct pam_handle *pamh, const char *user)
{
    return strcmp(item(pamh, PAM_USER), user) == 0;
}
