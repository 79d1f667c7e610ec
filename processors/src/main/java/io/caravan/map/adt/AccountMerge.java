package io.caravan.map.adt;

import io.caravan.fold.ResourceKey;
import io.caravan.fold.Unification;
import io.caravan.map.Mapping;
import io.caravan.map.identity.Accounts;
import io.caravan.map.identity.BusinessKey;
import io.caravan.message.Rejected;
import java.util.Optional;

/**
 * A35, A41 and A49, and A36 beside its merge of patients: the account of MRG-3 is from now on the account of PID-18. One account
 * stays, with both numbers; visits of the old one refer to it.
 */
final class AccountMerge {
    private AccountMerge() {}

    /** @throws Rejected where one of the numbers is missing, or both are the same */
    static void write(Regrouping group) {
        group.incorrect();
        Accounts accounts = new Accounts(group.mapping(), group.target());
        BusinessKey target =
                accounts.ofPid(group.pid()).orElseThrow(() -> new Rejected(101, "missing-account-number", "PID-18"));
        BusinessKey old = accounts.number(group.mrg().first(3), "MRG-3")
                .orElseThrow(() -> new Rejected(101, "missing-account-number", "MRG-3"));
        if (old.equals(target)) {
            throw new Rejected(204, "merge-into-itself", "MRG-3");
        }
        group.writePid();
        write(group.mapping(), accounts, old, target);
    }

    /** The accounts of a merge of patients, where the message names two. */
    static void writeIfNamed(Regrouping group) {
        Accounts accounts = new Accounts(group.mapping(), group.target());
        Optional<BusinessKey> target = accounts.ofPid(group.pid());
        Optional<BusinessKey> old = accounts.number(group.mrg().first(3), "MRG-3");
        if (target.isPresent() && old.isPresent() && !old.equals(target)) {
            write(group.mapping(), accounts, old.get(), target.get());
        }
    }

    private static void write(Mapping mapping, Accounts accounts, BusinessKey old, BusinessKey target) {
        ResourceKey staying = accounts.add(target);
        ResourceKey passing = accounts.add(old);
        mapping.add(Unification.sameAs(passing, staying.id()));
    }
}
