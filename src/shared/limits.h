/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The ceiling of everything that crosses a trust line, in bytes unless the
 * name says otherwise.  Text sizes include the terminating NUL.
 */

#pragma once

enum {
    FRAME_MAX = 128 * 1024,  /* one message between two of our processes */
    ANSWER_MAX = 256 * 1024, /* body of an HTTP answer */
    KEYS_ANSWER_MAX = 512 * 1024, /* body of a JWKS answer */
    JSON_DEPTH_MAX = 32,

    WORD_SIZE = 64,  /* an error code, a scheme, an algorithm, a tid */
    NAME_SIZE = 256, /* a user, a host, a subject */
    PATH_SIZE = 512,
    LINE_SIZE = 1024, /* one line of log or of text for the person */
    URL_SIZE = 2048,
    SCOPE_SIZE = 1024,
    SECRET_SIZE = 1024,
    ACR_SIZE = 512,         /* a blank-separated acr_values list */
    CLAIMS_SIZE = 8 * 1024, /* a claims request as JSON text */
    TOKEN_SIZE = 16 * 1024, /* an access or refresh token */
    ID_TOKEN_SIZE = 32 * 1024,
    KEYS_SIZE = 48 * 1024, /* signing keys, stripped to what verifies */
    KEY_COUNT_MAX = 128,
    ADDRESS_SIZE = 4 * 1024, /* an authorization request, as the next one */
    REPLY_SIZE = 4 * 1024,
    QR_WIDTH_MAX = 85, /* modules of a side of a QR code: version 17 */
    QR_SIZE = (QR_WIDTH_MAX * QR_WIDTH_MAX + 7) / 8, /* a bit for each */
    SHOW_SIZE = 24 * 1024, /* one that is drawn, with its text, in any form */

    CLOCK_SKEW = 120, /* seconds */
};
