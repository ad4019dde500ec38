/* SPDX-License-Identifier: BSD-2-Clause */

#include "shared/advice.h"

#include "shared/text.h"

static const struct {
    const char *reasons;
    const char *advice;
} table[] = {
    {"auth_line_skipped",
     "a line in front ended the auth phase before it came to pam_claims.so: "
     "write substack instead of include, and look for sufficient lines such "
     "as pam_faillock's authsucc; account = pass lets such logins in"},
    {"auth_refused", "the auth phase of this login was refused before: its "
                     "PAM line must be [success=ok default=die]"},
    {"ca_file", "ca_file cannot be used: it must hold trust anchors in PEM "
                "form that the agent's user can read"},
    {"certificate", "nobody vouches for the server's certificate: see "
                    "ca_file, the host name in issuer and the clock"},
    {"connect", "the server does not take connections"},
    {"expired_or_clock_wrong from_the_future_or_clock_wrong",
     "see that the clocks of this host and of the provider agree"},
    {"id_token_missing", "the provider sends no ID token: see that scope has "
                         "openid"},
    {"keeper_gone", "claims-keeper cannot be executed, or ended too early"},
    {"metadata_issuer_mismatch", "the provider calls itself otherwise: write "
                                 "issuer exactly as its metadata does"},
    {"no_device_endpoint", "the provider offers no device flow"},
    {"no_terminal", "no terminal was found to show a sign-in on; display = "
                    "info or prompt says that there is a way"},
    {"not_fresh", "the provider took an older sign-in for a new one: see how "
                  "it can be made to ask anew"},
    {"proxy", "the proxy does not answer: see proxy"},
    {"required_claims", "required_claims must be a claims request such as "
                        "{\"id_token\":{\"acrs\":{\"value\":\"c1\"}}}"},
    {"reserved_user", "root, and a uid below min_uid that user_map does not "
                      "name, can only be exempt_users"},
    {"resolve", "the server's name has no address: see issuer and the name "
                "service"},
    {"timeout", "the server took too long: see request_timeout"},
    {"verification_host", "the provider's sign-in address is at a host that "
                          "verification_hosts does not name"},
};

const char *advice_for(const char *reason)
{
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
        if (text_has_word(table[i].reasons, reason))
            return table[i].advice;
    return "";
}
