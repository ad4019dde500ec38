/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The messages between the module, the keeper and the agents.  All are flat
 * and of fixed size; src/README.md has the table of who sends what when.
 */

#pragma once

#include "shared/answer_class.h"
#include "shared/host.h"
#include "shared/limits.h"
#include "shared/outcome.h"
#include "wire/field.h"
#include "wire/qr_code.h"

#include <stdbool.h>
#include <stdint.h>

enum { WIRE_VERSION = 3 };

enum phase { PHASE_AUTH, PHASE_ACCOUNT, PHASE_COUNT };

/* How the person signs in. */
enum flow { FLOW_DEVICE, FLOW_CODE, FLOW_RELAY, FLOW_COUNT };

/* Why a pasted address, or a number, is of no use. */
enum paste { PASTE_FOREIGN, PASTE_CUT_OFF, PASTE_NUMBER, PASTE_COUNT };

/* How the client proves itself to the token endpoint (OIDC Core section 9). */
enum client_auth { CLIENT_AUTH_BASIC, CLIENT_AUTH_POST, CLIENT_AUTH_COUNT };

enum message_type {
    MESSAGE_NONE = 0, /* end of file */
    MESSAGE_LOGIN,    /* module to keeper: first */
    MESSAGE_CANCEL,
    MESSAGE_REPLY, /* also keeper to agent */
    MESSAGE_SHOW,  /* keeper to module */
    MESSAGE_VERDICT,
    MESSAGE_FETCH, /* keeper to agent: first, each starts one role */
    MESSAGE_PROBE,
    MESSAGE_CLIENT,
    MESSAGE_KEYS, /* keeper to an agent that is a client */
    MESSAGE_REFRESH,
    MESSAGE_SIGN_IN,
    MESSAGE_METADATA, /* agent to keeper */
    MESSAGE_PROBED,
    MESSAGE_KEEP,
    MESSAGE_STALE_KEYS,
    MESSAGE_INVITATION,
    MESSAGE_ASK_AGAIN,
    MESSAGE_TOKENS,
    MESSAGE_FAILURE,
    MESSAGE_COUNT
};

/* What the module knows of the login; everything but `conf` and `section`
 * is the caller's word and is only compared, counted or shown. */
struct login {
    int phase; /* enum phase */
    int host;  /* enum host */
    char service[WORD_SIZE];
    char section[WORD_SIZE]; /* of the configuration: the service, or service=
                              */
    char conf[PATH_SIZE];    /* conf=, or empty for the default file */
    char user[NAME_SIZE];
    char tty[NAME_SIZE];
    char rhost[NAME_SIZE];
    int64_t caller;  /* getuid() of the host */
    int64_t session; /* getsid(0) of the host: the start of sshd's wait */
    int64_t timer;   /* ms left of the host's own alarm, 0 if none */
    char methods[NAME_SIZE]; /* that succeeded in sshd, blank-separated */
    bool evidence_unix;      /* pam_unix says that the password was right */
    bool password;           /* a password is in the handle, right or not */
    bool wrong_password;     /* or none was typed, says pam_unix */
    bool skipped;            /* a first factor let in past the auth line */
    bool can_show;           /* somebody may see and answer a sign-in */
    bool terminal;           /* there is one; false where none can be found */
    bool unicode;            /* the terminal shows texts of any language */
    bool blocks;             /* and draws half blocks */
    int64_t columns;         /* of it, 0 if unknown, as with the next one */
    int64_t rows;
};

struct cancel {
    int reason; /* enum cancel_reason */
};

/* Words for the person, ready to print.  Each is answered by one reply. */
struct show {
    int display; /* enum display */
    char text[SHOW_SIZE];
};

/* What was typed at a prompt, cut off where it is longer; empty where there
 * was none. */
struct reply {
    char text[REPLY_SIZE];
};

/* How to reach a server: the beginning of each message that starts a role. */
struct network {
    char ca_file[PATH_SIZE]; /* empty: the system's */
    char proxy[URL_SIZE];    /* empty: none */
    int64_t connect_timeout; /* seconds */
    int64_t request_timeout; /* seconds, for one request */
    int64_t remaining;       /* ms until the whole login ends */
};

/* What the provider publishes about itself (OIDC Discovery 1.0 section 3). */
struct metadata {
    char issuer[URL_SIZE];
    char token_endpoint[URL_SIZE];
    char device_endpoint[URL_SIZE];        /* empty: no device flow */
    char authorization_endpoint[URL_SIZE]; /* empty: no code flow */
    char userinfo_endpoint[URL_SIZE];      /* empty: none */
    char refused[NAME_SIZE]; /* of these three, and where they were said to be;
                                for the log */
    int client_auth;         /* enum client_auth, of a client with a secret */
    bool names_issuer;       /* in each authorization response (RFC 9207) */
    char jwks_uri[URL_SIZE];
    char keys[KEYS_SIZE]; /* a JWKS of what jwks_normalise kept */
    int64_t fetched;      /* Unix time, the keeper's */
};

struct fetch {
    struct network network;
    char issuer[URL_SIZE];
    char endpoint_hosts[URL_SIZE]; /* blank-separated */
};

struct probe {
    struct network network;
    char url[URL_SIZE];
    char access_token[TOKEN_SIZE];
};

/* What a challenge demands on top of the configuration. */
struct demand {
    char claims[CLAIMS_SIZE]; /* JSON text, empty for none */
    char acr_values[ACR_SIZE];
    int64_t max_age; /* seconds, -1 for none */
};

/* What an agent needs to act as the OAuth client of one login. */
struct client {
    struct network network;
    struct metadata metadata;
    struct demand required; /* by the configuration */
    char client_id[NAME_SIZE];
    char client_secret[SECRET_SIZE]; /* empty: a public client */
    char scope[SCOPE_SIZE];
    char capabilities[NAME_SIZE]; /* blank-separated, may be empty */
    char username_claim[WORD_SIZE];
    char verification_hosts[URL_SIZE]; /* blank-separated */
    char endpoint_hosts[URL_SIZE];     /* blank-separated */
    char redirect_uri[URL_SIZE];
    bool listen;                 /* for a browser on this machine */
    char relay_url[URL_SIZE];    /* an origin; empty: no relay */
    char relay_key[SECRET_SIZE]; /* of this host, for it */
};

struct fetched {
    int64_t requests;
    struct metadata metadata;
};

struct keys {
    char keys[KEYS_SIZE];
};

/* Redeem this refresh token, with the claims of the demand. */
struct refresh {
    struct demand demand;
    char refresh_token[TOKEN_SIZE];
};

/* Whose login it is, and from where. */
struct origin {
    char host[NAME_SIZE];
    char service[WORD_SIZE];
    char user[NAME_SIZE];
    char from[NAME_SIZE]; /* may be empty */
};

/* Let the person sign in and meet the demand. */
struct sign_in {
    struct demand demand;
    int flow;                   /* enum flow */
    bool fresh;                 /* by credentials, not by a session */
    char login_hint[NAME_SIZE]; /* who is expected; may be empty */
    char page[LINE_SIZE];       /* for the browser that came back */
    struct origin origin;       /* for the relay's page */
    bool number;                /* the relay is to ask for one */
};

/* The facts of one verified ID token, or of what the provider's userinfo
 * endpoint says; empty or 0 where it does not say. */
struct claims {
    char issuer[URL_SIZE];
    char subject[NAME_SIZE];
    char tid[WORD_SIZE];
    char oid[WORD_SIZE];
    char username[NAME_SIZE]; /* the value of username_claim */
    char acr[NAME_SIZE];
    int64_t auth_time;    /* Unix times, the provider's: of the sign-in, */
    int64_t issued_at;    /* and of the token */
    bool from_userinfo;   /* issuer and subject, and nothing else */
    bool name_unverified; /* an e-mail address that nobody checked */
    bool required_shown;  /* all that the configuration requires */
    bool challenge_contradicted; /* it denies what the demand asked for */
    char missing[WORD_SIZE];     /* the first claim that is not as it must */
};

/* Where and until when the person can sign in. */
struct invitation {
    int64_t requests;
    char address[ADDRESS_SIZE];
    char user_code[WORD_SIZE]; /* of the device flow, else empty */
    struct qr_code qr;         /* of the address; there may be none */
    int64_t expires_in;        /* seconds */
    bool listening;            /* the browser's way back needs no paste */
};

/* The reply was no address that the browser ended on, or not the number. */
struct ask_again {
    int64_t requests;
    int paste;    /* enum paste */
    int64_t left; /* tries, of a number */
};

struct tokens {
    int64_t requests;
    struct claims claims;
    char refresh_token[TOKEN_SIZE]; /* empty: keep the old one */
    char access_token[TOKEN_SIZE];
};

/* The answer to a refresh had this token, and is still to be judged: the old
 * one is spent, whatever comes of it. */
struct keep {
    int64_t requests;
    char refresh_token[TOKEN_SIZE];
};

struct probed {
    int64_t requests;
    int answer; /* enum answer_class: ok, challenge, blocked, ... */
    int64_t status;
    struct demand demand;
};

struct failure {
    int64_t requests;
    int answer;             /* enum answer_class, never ok */
    char reason[WORD_SIZE]; /* our own word for what went wrong */
    char detail[NAME_SIZE]; /* what it went wrong with: a host, a status */
    char error[WORD_SIZE];  /* the provider's, as are the next five */
    char description[NAME_SIZE];
    char codes[WORD_SIZE]; /* AADSTS numbers, comma-separated */
    char suberror[WORD_SIZE];
    char trace[WORD_SIZE];
    char correlation[WORD_SIZE];
    struct demand demand; /* of a challenge */
};

/* What is known of a decision, for the log: the values, as they came.  They
 * are made safe where a line is made of them. */
struct facts {
    bool complete; /* the keeper decided: what is empty then is a fact, too */
    char reason[WORD_SIZE];
    char because[WORD_SIZE];  /* why a sign-in was needed; may be empty */
    char would[WORD_SIZE];    /* the outcome that report mode overrules */
    char detail[LINE_SIZE];   /* for the administrator */
    char note[LINE_SIZE];     /* the same, however the login ends */
    char argument[LINE_SIZE]; /* of the PAM line, that was refused */
    char identity[NAME_SIZE]; /* the name of who is bound, or signed in */
    char subject[NAME_SIZE];
    struct failure failure; /* the provider's last refusal */
    int64_t requests;       /* by agents that have ended */
};

struct verdict {
    int outcome;          /* enum outcome */
    bool loud;            /* somebody should look at this one */
    char text[LINE_SIZE]; /* for the person; may be empty */
    struct facts facts;
};

/* Without contents: the agent met a key that it was not given. */
struct stale_keys {
    int64_t requests;
};

union message {
    int64_t requests; /* that an agent made so far, in all that it sends */
    struct network network; /* in all that starts a role */
    struct login login;
    struct cancel cancel;
    struct reply reply;
    struct show show;
    struct verdict verdict;
    struct fetch fetch;
    struct probe probe;
    struct client client;
    struct keys keys;
    struct refresh refresh;
    struct sign_in sign_in;
    struct fetched fetched;
    struct probed probed;
    struct stale_keys stale_keys;
    struct invitation invitation;
    struct ask_again ask_again;
    struct tokens tokens;
    struct keep keep;
    struct failure failure;
};

/* What a reader is waiting for; message.c has the legal messages of each. */
enum reading {
    READING_LOGIN,    /* keeper, of the module */
    READING_REPLY,    /* keeper, of the module */
    READING_SHOW,     /* module that can show something */
    READING_VERDICT,  /* module that cannot */
    READING_ROLE,     /* agent, its first message */
    READING_ORDER,    /* agent that is a client */
    READING_PASTE,    /* agent in the code flow */
    READING_KEYS,     /* agent that reported stale keys */
    READING_METADATA, /* keeper, of an agent in that role */
    READING_PROBED,
    READING_REFRESHED,
    READING_KEPT, /* after it had a token kept */
    READING_INVITATION,
    READING_SIGNED_IN,
    READING_VERIFIED, /* after it sent the keys anew */
    READING_COUNT
};

/* The fields of what is also stored in files: where they change, the keeper's
 * token_store.c keeps these as the format that they are now. */
extern const struct field metadata_fields[];

/*
 * Encode a message: four bytes of length, version, type, fields.  False if
 * it does not fit into the frame, of FRAME_MAX bytes at most.
 */
bool message_encode(enum message_type, const void *message,
                    struct frame *frame);

/*
 * Decode the one message that fills the frame.  False, with ret_message in
 * an unspecified state, for a wrong length or version, a type that is not
 * legal in this state, a field out of range and trailing bytes.
 */
bool message_decode(enum reading, struct frame *frame,
                    enum message_type *ret_type, union message *ret_message);
