/* SPDX-License-Identifier: BSD-2-Clause */

#include "situations.h"

#include "shared/text.h"

enum { EN, DE, JA, LANGUAGES };

/* Groups of settings.  A client of sshd is spoken to in ASCII, so Japanese
 * is English there, and there is no file for it. */
#define SSHD (1U << 0)
#define CONSOLE (1U << 1) /* sudo, su and login, at 80x24 */
#define OTHER (1U << 2)   /* an unknown host, at 80x24 */
#define SIZES (1U << 3)   /* sudo, at other sizes */
#define TALL (1U << 4)    /* and at one where only a drawing is new */
#define NARROW (1U << 5)  /* the unknown host, at another size */
#define SPECIAL (1U << 6) /* settings out of the ordinary */
#define BYTES (1U << 7)   /* a terminal that knows no UTF-8 */
#define ANYWHERE (1U << 8)
#define MAIN (SSHD | CONSOLE | OTHER)

static const struct {
    unsigned int group;
    const char *name, *suffix, *service;
    bool utf8;
    int64_t columns, rows;
    enum qr qr;
    enum display_choice display;
} places[] = {
    {SSHD, "sshd", "", "sshd", false, 0, 0, QR_AUTO, DISPLAY_AUTO},
    {CONSOLE, "sudo", "", "sudo", true, 80, 24, QR_AUTO, DISPLAY_AUTO},
    {CONSOLE, "su", "", "su-l", true, 80, 24, QR_AUTO, DISPLAY_AUTO},
    {CONSOLE, "login", "", "login", true, 80, 24, QR_AUTO, DISPLAY_AUTO},
    {OTHER, "other", "", "vlock", true, 80, 24, QR_AUTO, DISPLAY_AUTO},
    {SIZES, "sudo", "-40x24", "sudo", true, 40, 24, QR_AUTO, DISPLAY_AUTO},
    {TALL, "sudo", "-40x50", "sudo", true, 40, 50, QR_AUTO, DISPLAY_AUTO},
    {SIZES, "sudo", "-132x50", "sudo", true, 132, 50, QR_AUTO, DISPLAY_AUTO},
    {NARROW, "other", "-40x24", "vlock", true, 40, 24, QR_AUTO, DISPLAY_AUTO},
    {BYTES, "sudo_bytes", "", "sudo", false, 80, 24, QR_AUTO, DISPLAY_AUTO},
    {SPECIAL, "sudo_no_qr", "", "sudo", true, 80, 24, QR_NEVER, DISPLAY_AUTO},
    {SPECIAL, "sudo_prompt", "", "sudo", true, 80, 24, QR_AUTO,
     DISPLAY_BY_PROMPT},
    {SPECIAL, "sshd_qr_at_once", "", "sshd", false, 0, 0, QR_ALWAYS,
     DISPLAY_AUTO},
    {SPECIAL, "other_qr_at_once", "", "vlock", true, 80, 24, QR_ALWAYS,
     DISPLAY_AUTO},
    {SPECIAL, "other_qr_at_once", "-40x50", "vlock", true, 40, 50, QR_ALWAYS,
     DISPLAY_AUTO},
    {ANYWHERE, "refusal", "", "sudo", true, 80, 24, QR_AUTO, DISPLAY_AUTO},
};

#define PASTED "http://127.0.0.1/?code=0.AXcA&state=n7&session_state=1"
#define REFUSED(word, why)                                                    \
    {                                                                         \
        word, ANYWHERE,                                                       \
        {                                                                     \
            {                                                                 \
                STEP_REFUSED, .text = "", .outcome = OUTCOME_##why            \
            }                                                                 \
        }                                                                     \
    }
#define BLOCKED(codes)                                                        \
    {                                                                         \
        "blocked_" codes, ANYWHERE,                                           \
        {                                                                     \
            {                                                                 \
                STEP_REFUSED, .text = codes, .outcome = OUTCOME_BLOCKED       \
            }                                                                 \
        }                                                                     \
    }

static const struct situation situations[] = {
    {"device",
     MAIN | SIZES | TALL | NARROW | SPECIAL,
     {{.what = STEP_DEVICE_FLOW},
      {.what = STEP_TYPE, .text = ""},
      {.what = STEP_WAIT}}},
    {"drawn",
     SSHD | OTHER | NARROW,
     {{.what = STEP_DEVICE_FLOW},
      {.what = STEP_TYPE, .text = "q"},
      {.what = STEP_TYPE, .text = "Q"},
      {.what = STEP_TYPE, .text = "q"},
      {.what = STEP_TYPE, .text = ""},
      {.what = STEP_WAIT},
      {.what = STEP_TYPE, .text = "q"}}},
    {"renewed",
     MAIN | BYTES,
     {{.what = STEP_DEVICE_FLOW},
      {.what = STEP_TYPE, .text = ""},
      {.what = STEP_RENEWED}}},
    {"code_listening",
     CONSOLE | SIZES,
     {{.what = STEP_CODE_FLOW, .listening = true},
      {.what = STEP_TYPE, .text = ""},
      {.what = STEP_WAIT}}},
    {"code_pasted",
     MAIN,
     {{.what = STEP_CODE_FLOW}, {.what = STEP_TYPE, .text = PASTED}}},
    {"code_foreign",
     MAIN,
     {{.what = STEP_CODE_FLOW},
      {.what = STEP_TYPE, .text = "q"},
      {.what = STEP_TYPE, .text = PASTED}}},
    {"code_cut_off",
     MAIN,
     {{.what = STEP_CODE_FLOW},
      {.what = STEP_TYPE, .text = "http://127.0.0.1/?code=0.AXcA"},
      {.what = STEP_ASK_AGAIN, .paste = PASTE_CUT_OFF},
      {.what = STEP_TYPE, .text = ""}}},
    {"relay",
     MAIN | SIZES | BYTES,
     {{.what = STEP_RELAY},
      {.what = STEP_TYPE, .text = ""},
      {.what = STEP_WAIT}}},
    {"relay_number",
     MAIN | NARROW,
     {{.what = STEP_RELAY, .number = true},
      {.what = STEP_TYPE, .text = "q"},
      {.what = STEP_TYPE, .text = ""},
      {.what = STEP_TYPE, .text = "482 91"},
      {.what = STEP_TYPE, .text = "482 914"},
      {.what = STEP_ASK_AGAIN, .paste = PASTE_NUMBER, .left = 2},
      {.what = STEP_TYPE, .text = "482 913"}}},
    {"relay_lies",
     SSHD,
     {{.what = STEP_RELAY, .number = true},
      {.what = STEP_TYPE, .text = "482914"},
      {.what = STEP_ASK_AGAIN, .paste = PASTE_CUT_OFF}}},
    REFUSED("error", ERROR),
    REFUSED("configuration", CONFIGURATION),
    REFUSED("declined", DECLINED),
    REFUSED("expired", EXPIRED),
    REFUSED("cancelled", CANCELLED),
    REFUSED("wrong_person", WRONG_PERSON),
    REFUSED("blocked", BLOCKED),
    REFUSED("not_met", NOT_MET),
    REFUSED("not_shown", NOT_SHOWN),
    REFUSED("unsuitable", UNSUITABLE),
    REFUSED("unavailable", UNAVAILABLE),
    REFUSED("untrusted", UNTRUSTED),
    BLOCKED("53000"),
    BLOCKED("53001"),
    BLOCKED("53003"),
    BLOCKED("53009"),
    BLOCKED("50005"),
    BLOCKED("53011"),
    BLOCKED("53004"),
    BLOCKED("50034"),
    BLOCKED("50053"),
    BLOCKED("50057"),
    BLOCKED("50105"),
    BLOCKED("80012"),
};

enum {
    PLACES = sizeof(places) / sizeof(places[0]),
    SITUATIONS = sizeof(situations) / sizeof(situations[0])
};

const char *setting_language(const struct setting *setting)
{
    static const char *const names[LANGUAGES] = {"en", "de", "ja"};

    return names[setting->language];
}

bool situation_next(size_t number, const struct setting **ret_setting,
                    const struct situation **ret_situation)
{
    static struct setting setting;
    size_t place = number / LANGUAGES % PLACES;
    size_t situation = number / LANGUAGES / PLACES;

    setting = (struct setting){
        places[place].name,    places[place].suffix,
        places[place].service, (int) (number % LANGUAGES),
        places[place].utf8,    places[place].columns,
        places[place].rows,    places[place].qr,
        places[place].display,
    };
    *ret_setting = NULL;
    if (situation >= SITUATIONS)
        return false;
    *ret_situation = &situations[situation];
    /* Without UTF-8, Japanese is English. */
    if ((situations[situation].where & places[place].group) != 0 &&
        (setting.language != JA || setting.utf8))
        *ret_setting = &setting;
    return true;
}

/* The first address below as a QR code of version 3, its dark modules marked.
 */
enum { WIDTH = 29 };
static const char modules[WIDTH][WIDTH + 1] = {
    "#######..###.###.##...#######", "#.....#....##..#....#.#.....#",
    "#.###.#..###..#.#.###.#.###.#", "#.###.#.#.##..##.#.##.#.###.#",
    "#.###.#.#.#.####..##..#.###.#", "#.....#..##..##.#...#.#.....#",
    "#######.#.#.#.#.#.#.#.#######", ".........#..##......#........",
    "##...###.##.#.##.#.#....##...", ".##....#..#...#....#...##.##.",
    "..##.###.#.##....#..#.#......", "#....#....##..###.#####.##...",
    "####..##.##..##.#...#.#.....#", "..#.##.#..#.###..########..##",
    "#.##.#####...###..#.##.#.##..", ".#...#.#..#.####...###..#.#.#",
    "####.####.#.#.#..#.......##..", "###..#..#......##.###.###.###",
    "###.#.##..#.####..###...##..#", "#........###..#....####......",
    "#..#########.....#.######.###", "........###.##.#..#.#...##...",
    "#######.#.#..####..##.#.###..", "#.....#.###.##.##...#...#..#.",
    "#.###.#...####.##..#######.##", "#.###.#..#.....####..#...##.#",
    "#.###.#..####..##..#.#######.", "#.....#.#..#...#..##.######.#",
    "#######.##.#.....#.#.###..#..",
};

static void encode(struct qr_code *ret_code)
{
    *ret_code = (struct qr_code){.width = WIDTH};
    for (size_t y = 0; y < WIDTH; y++)
        for (size_t x = 0; x < WIDTH; x++)
            if (modules[y][x] == '#')
                qr_code_darken(ret_code, (int64_t) x, (int64_t) y);
}

void situation_invite(enum flow flow, struct invitation *invitation)
{
    static const char device[] = "https://microsoft.com/devicelogin";
    static const char relay[] = "https://signin.example.com/7GK2M9QXA3";
    static const char authorize[] =
        "https://login.example/authorize?client_id=5f3c&response_type=code"
        "&redirect_uri=http%3A%2F%2F127.0.0.1&scope=openid%20offline_access"
        "&state=n7VqQ0yqV5s&nonce=c0Xb1TfPzdo&code_challenge=E9Melhoa2OwvFrEM"
        "TJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";

    static const char *const addresses[FLOW_COUNT] = {
        [FLOW_DEVICE] = device, [FLOW_CODE] = authorize, [FLOW_RELAY] = relay};

    text_copy(invitation->address, ADDRESS_SIZE, addresses[flow]);
    if (flow == FLOW_DEVICE)
        text_copy(invitation->user_code, WORD_SIZE, "ABCD-EFGH");
    invitation->qr.width = 0;
    if (flow != FLOW_CODE)
        encode(&invitation->qr);
}
