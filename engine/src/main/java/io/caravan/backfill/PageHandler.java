package io.caravan.backfill;

/** Takes pages of rows: maps them and brings them to the ledger. */
public interface PageHandler {

    /**
     * Handles one page. When it returns, the page's effect and the completion of its segment are committed. Blocks; called on
     * several threads at once.
     *
     * @throws Exception when nothing was committed: the same page is handed over again later
     */
    void handle(RowPage page) throws Exception;
}
