/* SPDX-License-Identifier: BSD-2-Clause */

#include "shared/reason_advice.h"

#include "shared/text.h"

/* Part of the log's `detail`: what to look at, or to change.  A reason that
 * names its own cause, or that only the person can do something about, has
 * none. */
static const struct {
    const char *reasons; /* words of the log's `reason`, between blanks */
    const char *advice;
} table[] = {
    {"agent_gone", "claims-agent cannot be executed, or ended too early: see "
                   "whether ldd " AGENT_PATH " finds its libraries, and the "
                   "kernel's log"},
    /* A `sufficient` line that succeeds ends the phase; one of a substack ends
     * that substack only (pam.conf(5)). */
    {"auth_line_skipped",
     "a line in front ended the auth phase before it came to pam_claims.so: "
     "write substack instead of include, and look for sufficient lines such "
     "as pam_faillock's authsucc; account = pass lets such logins in"},
    /* The control of the line has overruled a refusal, which the account phase
     * makes up for. */
    {"auth_refused", "the auth phase of this login was refused before: its "
                     "PAM line must be [success=ok default=die]"},
    {"ca_file", "ca_file cannot be used: it must hold trust anchors in PEM "
                "form that the agent's user can read"},
    {"broken_off", "the server, or a proxy or firewall on the way, ended the "
                   "connection"},
    {"certificate", "the server's certificate is not signed by a trusted CA, "
                    "or not for this host name: see ca_file, issuer and the "
                    "clock"},
    {"connect", "the server, or the proxy where one is set, refuses "
                "connections: see issuer, proxy and the firewall"},
    {"expired_or_clock_wrong from_the_future_or_clock_wrong",
     "see that the clocks of this host and of the provider agree"},
    {"id_token_missing", "the provider sends no ID token: see that scope has "
                         "openid"},
    /* Why it ended is said by what it wrote at last, if anything: see
     * keeper_last_words(). */
    {"keeper_gone", "claims-keeper cannot be executed, or ended too early"},
    {"metadata_400 metadata_401 metadata_403 metadata_404",
     "the provider has no metadata for this issuer: copy it exactly; for "
     "Microsoft it is https://login.microsoftonline.com/TENANT-ID/v2.0"},
    {"metadata_issuer_mismatch", "the issuer in the provider's metadata is "
                                 "different: copy it exactly"},
    {"no_device_endpoint", "the provider offers no device flow"},
    {"no_terminal", "no terminal was found to show a sign-in on; display = "
                    "info or prompt says that there is a way"},
    {"not_fresh", "the provider took an older sign-in for a new one: see how "
                  "it can be made to ask anew"},
    {"proxy", "the proxy does not answer: see proxy"},
    {"relay_authorization_url",
     "the relay forwards to other endpoints or clients: see "
     "authorization_endpoints and client_ids in its claims-relay.conf"},
    {"relay_host", "the key in relay_key_file is for a host of another name: "
                   "see claims-relay keys list"},
    {"relay_key", "the relay does not know the key in relay_key_file: "
                  "claims-relay keys add prints a new one"},
    {"relay_starts relay_waiting", "the relay has reached a ceiling of its "
                                   "claims-relay.conf"},
    {"relay_unreachable", "the relay cannot be reached: see relay_url, its "
                          "certificate and ca_file, and the firewall"},
    {"reported", "somebody was asked to sign in for a login that was not "
                 "theirs: find out who started it"},
    {"required_claims", "required_claims must be a claims request such as "
                        "{\"id_token\":{\"acrs\":{\"value\":\"c1\"}}}"},
    {"reserved_user",
     "root, and users below min_uid without a line in user_map, "
     "can only log in if exempt_users names them"},
    {"resolve", "the server's host name cannot be resolved: see issuer and "
                "the name service"},
    {"resolve_proxy", "the proxy's host name cannot be resolved: see proxy "
                      "and the name service"},
    {"timeout", "the server took too long: see request_timeout"},
    {"tls", "no TLS connection came about: the server, or a proxy on the way, "
            "must speak TLS 1.2 or newer"},
    {"unknown_user", "no such local user: see getent passwd USER, and subject "
                     "for su"},
    {"verification_host", "the provider's sign-in address is at a host that "
                          "verification_hosts does not name: add it where "
                          "the provider documents it"},
    {"wrong_password", "pam_unix refused the password; where another module "
                       "knows a second one of this user, first_factor = stack "
                       "vouches for it"},
};

/* By whole words: one reason can be the beginning of another. */
const char *reason_advice(const char *reason)
{
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
        if (text_has_word(table[i].reasons, reason))
            return table[i].advice;
    return "";
}
