/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/silent_check.h"
#include "keeper/redemption.h"

#include <string.h>

static enum check
refresh_and_prove(struct attempt *attempt, struct demand *demand)
{
    struct demand demanded = *demand;
    enum check check = redemption_refresh(attempt, &demanded, demand);

    return check == CHECK_MET ? redemption_prove(attempt, demand) : check;
}

/*
 * A resource's challenge is tried with the token at hand first: one that
 * only asks for a newer token needs no person (Entra, claims challenges).
 */
static enum check
check_token(struct attempt *attempt, struct demand *ret_demand)
{
    enum check check = refresh_and_prove(attempt, ret_demand);

    if (check == CHECK_CHALLENGED)
        check = refresh_and_prove(attempt, ret_demand);
    return check == CHECK_CHALLENGED ? CHECK_PERSON : check;
}

enum check
silent_check(struct attempt *attempt, struct demand *ret_demand)
{
    enum check check = CHECK_PERSON;

    if (!token_store_lock(&attempt->store, LOCK_WAIT)) {
        attempt_refuse(attempt, OUTCOME_NOT_SHOWN, "store_busy");
        return CHECK_PERSON;
    }
    if (token_store_read(&attempt->store, &attempt->record) &&
        attempt->record.refresh_token[0] != '\0')
        check = check_token(attempt, ret_demand);
    else
        attempt_refuse(attempt, OUTCOME_NOT_SHOWN, "no_token");
    token_store_unlock(&attempt->store);
    return check;
}
