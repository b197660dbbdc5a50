// Generated from the API’s routes: `node tools/write-api-client.ts` brings it up to date.

export interface paths {
    "/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the API answers */
        get: operations["status__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/recipe_runs/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List recipe runs */
        get: operations["read_range_recipe_runs__get"];
        put?: never;
        /** Register a recipe run */
        post: operations["create_recipe_runs__post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/recipe_runs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One recipe run with its bakery and feedstock */
        get: operations["read_single_recipe_runs__id__get"];
        put?: never;
        post?: never;
        /** Delete a recipe run */
        delete: operations["delete_recipe_runs__id__delete"];
        options?: never;
        head?: never;
        /** Set the given fields of a recipe run */
        patch: operations["update_recipe_runs__id__patch"];
        trace?: never;
    };
    "/recipe_runs/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run an ended run again
         * @description Creates a new run and returns it. While that one has not ended, a further request returns it again. A production run can be repeated at another commit of its feedstock.
         */
        post: operations["retry_recipe_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/recipe_runs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a run
         * @description A queued run ends immediately; a run in progress ends when the runner or the bakery confirms.
         */
        post: operations["cancel_recipe_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/recipe_runs/{id}/phases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * When each phase of a run began and ended
         * @description Of its last attempt, in order. Empty for a run that has not started, or is older than this.
         */
        get: operations["read_recipe_run_phases"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/recipe_runs/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Decisions and changes of a run, with reasons */
        get: operations["read_recipe_run_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deliveries/{id}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How a webhook delivery was handled
         * @description By GitHub’s delivery id (`X-GitHub-Delivery`). Its payload is not shown.
         */
        get: operations["read_delivery_decision"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/recipe_runs/{id}/datasets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every store that a run wrote, as it was found when it was opened
         * @description The first is the run’s dataset. Empty for a run that was not inspected.
         */
        get: operations["read_recipe_run_datasets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/datasets/inspections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Inspect the datasets of runs that have succeeded
         * @description In the background. It writes what is known of their datasets, and changes no run.
         */
        post: operations["inspect_datasets"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/recipe_runs/{id}/dataset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The dataset of a run, and the code that opens it */
        get: operations["read_recipe_run_dataset"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/datasets/pictures/{hash}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A picture of a dataset
         * @description By the SHA-256 of its content: the answer never changes, and may be kept for a year.
         */
        get: operations["read_dataset_picture"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/datasets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Search the datasets of production
         * @description The last written first. A dataset that was written again is one dataset, with its newest version.
         */
        get: operations["search_datasets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/datasets/facets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Licences and kinds of the datasets, and how many there are of each */
        get: operations["read_dataset_facets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/datasets/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One dataset of production
         * @description What is in it, how to open it, and its versions: each production run, and what it changed.
         */
        get: operations["read_dataset"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/bakeries/{id}/queue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a bakery works on, and what waits for it in which place */
        get: operations["read_bakery_queue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/recipe_runs/{id}/queue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether a run waits, for what, and in which place */
        get: operations["read_recipe_run_queue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/bakeries/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List bakeries */
        get: operations["read_range_bakeries__get"];
        put?: never;
        /** Add a bakery */
        post: operations["create_bakeries__post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/bakeries/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One bakery with its recipe runs */
        get: operations["read_single_bakeries__id__get"];
        put?: never;
        post?: never;
        /** Delete a bakery that has no recipe runs */
        delete: operations["delete_bakeries__id__delete"];
        options?: never;
        head?: never;
        /** Set the given fields of a bakery */
        patch: operations["update_bakeries__id__patch"];
        trace?: never;
    };
    "/feedstocks/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List feedstocks */
        get: operations["read_range_feedstocks__get"];
        put?: never;
        /** Add a feedstock */
        post: operations["create_feedstocks__post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/feedstocks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One feedstock with its recipe runs */
        get: operations["read_single_feedstocks__id__get"];
        put?: never;
        post?: never;
        /** Delete a feedstock that has no recipe runs */
        delete: operations["delete_feedstocks__id__delete"];
        options?: never;
        head?: never;
        /** Set the given fields of a feedstock */
        patch: operations["update_feedstocks__id__patch"];
        trace?: never;
    };
    "/feedstocks/{id}/datasets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Datasets that runs of a feedstock published */
        get: operations["get_feedstock_datasets_feedstocks__id__datasets_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/feedstocks/{id}/badge.svg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A badge for the README of a feedstock
         * @description Whether the newest production run succeeded, and the date (UTC) of the dataset.
         */
        get: operations["read_feedstock_badge"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/feedstocks/{id}/schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Recipes of a feedstock that run at fixed times
         * @description As `feedstock/meta.yaml` of the default branch says.
         */
        get: operations["read_feedstock_schedules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/datasets.atom": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The newest datasets as an Atom feed
         * @description The 50 newest production runs that published a dataset.
         */
        get: operations["read_dataset_feed"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/feedstocks/{id}/runs.atom": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The newest runs of a feedstock as an Atom feed
         * @description The 50 runs that ended last, tests included.
         */
        get: operations["read_feedstock_run_feed"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/recipe_runs/{id}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The log of a run, live while it runs
         * @description With events, a reader that reconnects with `Last-Event-ID` misses nothing; the event `end` holds how the run ended.
         */
        get: operations["read_recipe_run_logs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/recipe_runs/{id}/logs/trace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Why a run failed */
        get: operations["read_recipe_run_trace"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/feedstocks/{owner}/{name}/{commit}/{recipe_id}/logs/trace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Why the newest run of a recipe at a commit failed */
        get: operations["read_recipe_of_commit_trace"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/feedstocks/{owner}/{name}/{commit}/{recipe_id}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The log of the newest run of a recipe at a commit
         * @description With events, a reader that reconnects with `Last-Event-ID` misses nothing; the event `end` holds how the run ended.
         */
        get: operations["read_recipe_of_commit_logs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/stats/recipe_runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many recipe_runs there are */
        get: operations["get_recipe_stats_stats_recipe_runs_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/stats/recipe_runs/by_day": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many runs there were by day, bakery and outcome
         * @description With the filters of the list of runs.
         */
        get: operations["count_recipe_runs_by_day"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/stats/recipe_runs/by_bakery": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many runs each bakery had, how many succeeded, and how long they took
         * @description With the filters of the list of runs.
         */
        get: operations["count_recipe_runs_by_bakery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/stats/bakeries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many bakeries there are */
        get: operations["get_bakery_stats_stats_bakeries_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/stats/feedstocks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many feedstocks there are */
        get: operations["get_feedstock_stats_stats_feedstocks_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/stats/datasets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many runs have a public dataset */
        get: operations["get_dataset_stats_stats_datasets_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/feedstocks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Webhook deliveries that GitHub made for a feedstock */
        get: operations["get_feedstock_hook_deliveries_feedstocks__id__deliveries_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/feedstocks/{id}/commits/{commit_sha}/check-runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Check runs of a commit of a feedstock */
        get: operations["get_feedstock_check_runs_feedstocks__id__commits__commit_sha__check_runs_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/github/hooks/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest webhook deliveries to the GitHub App */
        get: operations["get_deliveries_github_hooks_deliveries_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/github/hooks/deliveries/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One webhook delivery to the GitHub App
         * @description Headers and payload are never shown: they may come from private repositories.
         */
        get: operations["get_delivery_github_hooks_deliveries__id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/repr/xarray/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A dataset as xarray shows it
         * @description As it was described when it was opened after its run, in private storage too; what was not is read now, where this deployment’s bakeries and runs write (Zarr 2 and 3, and references). The HTML needs no script, and holds nothing of the dataset unescaped.
         */
        get: operations["xarray_repr_xarray__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/recipe_runs/{id}/provenance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How a production run made its datasets: a statement of in-toto with SLSA provenance, signed
         * @description A DSSE envelope. Its subjects are files of the stores’ metadata, by their SHA-256. It has no signatures where the deployment names no key. `pangeo-forge datasets verify` checks it.
         */
        get: operations["read_recipe_run_provenance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/recipe_runs/{id}/ro-crate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A production run and its datasets as the metadata of an RO-Crate 1.1 */
        get: operations["read_recipe_run_ro_crate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/provenance/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The public keys that sign how datasets were made */
        get: operations["list_provenance_keys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/stac": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The datasets as a STAC catalogue: the landing page of STAC API
         * @description STAC 1.1.0 and STAC API 1.0.0: a collection for each feedstock, an item for each dataset of production.
         */
        get: operations["read_stac_catalog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/stac/conformance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the STAC API conforms to */
        get: operations["read_stac_conformance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/stac/queryables": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What filters of CQL2 can name */
        get: operations["read_stac_queryables"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/stac/collections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The collections of STAC, one for each feedstock that has published something */
        get: operations["list_stac_collections"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/stac/collections/{collection}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The datasets of a feedstock as a STAC collection */
        get: operations["read_stac_collection"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/stac/collections/{collection}/queryables": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What filters of CQL2 can name in a collection */
        get: operations["read_stac_collection_queryables"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/stac/collections/{collection}/items/{item}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A dataset as a STAC item */
        get: operations["read_stac_item"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/stac/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search the items of STAC */
        get: operations["search_stac"];
        put?: never;
        /** Search the items of STAC */
        post: operations["search_stac_by_body"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/stac/collections/{collection}/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The items of a STAC collection */
        get: operations["list_stac_items"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/stac/rebuild": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Regenerate every item of the STAC catalogue
         * @description In the background; until then the old ones are served.
         */
        post: operations["rebuild_stac"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api_keys/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List all keys */
        get: operations["list_api_keys"];
        put?: never;
        /** Create a key */
        post: operations["create_api_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api_keys/{prefix}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replace a key by a new one with the same scopes */
        post: operations["rotate_api_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api_keys/{prefix}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke a key, immediately and permanently */
        delete: operations["revoke_api_key"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ops/work/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Work that failed, is retried or waits, and why
         * @description `retrying`: the last attempt failed, and the work will be or is being tried again.
         */
        get: operations["list_work"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ops/work/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try work again, now */
        post: operations["retry_work"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ops/dispatching": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether new things are started */
        get: operations["read_dispatching"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ops/dispatching/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start nothing new
         * @description Events are still accepted and journalled, and runs in progress continue. The reason is shown on GitHub.
         */
        post: operations["stop_dispatching"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ops/dispatching/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Resume dispatching; waiting work starts first */
        post: operations["resume_dispatching"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ops/bakeries/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start nothing new at a bakery
         * @description Runs in progress continue. Waiting runs show the reason.
         */
        post: operations["pause_bakery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ops/bakeries/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start runs at a bakery again, after half a minute at most
         * @description A pause in the bakery’s file is not ended by this.
         */
        post: operations["resume_bakery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The state of the system, for Prometheus */
        get: operations["read_metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ops/ready-work": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How much work could be done now, for autoscalers
         * @description Work that a worker could take now or has taken, by role: compare it with the slots of your workers.
         */
        get: operations["read_ready_work"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ops/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What Prometheus would alert about, without Prometheus */
        get: operations["list_alerts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @enum {string} */
        RecipeRunStatus: "queued" | "in_progress" | "completed";
        /** @enum {string} */
        RecipeRunConclusion: "action_required" | "cancelled" | "failure" | "neutral" | "success" | "skipped" | "stale" | "timed_out";
        /** @enum {string} */
        DatasetType: "zarr" | "kerchunk" | "parquet";
        RecipeRunCreate: {
            recipe_id: string;
            bakery_id: number;
            feedstock_id: number;
            head_sha: string;
            version: string;
            /**
             * Format: date-time-local
             * @description UTC, without a zone; input may have a zone.
             */
            started_at: string;
            completed_at?: string | null;
            conclusion?: components["schemas"]["RecipeRunConclusion"] | null;
            dataset_type?: components["schemas"]["DatasetType"] | null;
            dataset_public_url?: string | null;
            /** @description Plain text, or JSON as text. */
            message?: string | null;
            /** @default queued */
            status?: components["schemas"]["RecipeRunStatus"];
            /** @default false */
            is_test?: boolean;
        };
        RecipeRunUpdate: {
            recipe_id?: string;
            bakery_id?: number;
            feedstock_id?: number;
            head_sha?: string;
            version?: string;
            /**
             * Format: date-time-local
             * @description UTC, without a zone; input may have a zone.
             */
            started_at?: string;
            completed_at?: string | null;
            conclusion?: components["schemas"]["RecipeRunConclusion"] | null;
            dataset_type?: components["schemas"]["DatasetType"] | null;
            dataset_public_url?: string | null;
            /** @description Plain text, or JSON as text. */
            message?: string | null;
            status?: components["schemas"]["RecipeRunStatus"];
            is_test?: boolean;
        };
        RecipeRunRetry: {
            /** @description Branch, tag or commit of the feedstock to run instead; it is resolved once, now. */
            ref?: string;
        };
        BakeryCreate: {
            region: string;
            name: string;
            description: string;
        };
        BakeryUpdate: {
            region?: string;
            name?: string;
            description?: string;
        };
        FeedstockCreate: {
            /**
             * @description owner/name of the repository
             * @example pangeo-forge/gpcp-feedstock
             */
            spec: string;
            /** @default github */
            provider?: components["schemas"]["RepoProvider"];
        };
        /** @enum {string} */
        RepoProvider: "github";
        FeedstockUpdate: {
            /**
             * @description owner/name of the repository
             * @example pangeo-forge/gpcp-feedstock
             */
            spec?: string;
            provider?: components["schemas"]["RepoProvider"];
        };
        /** @enum {string} */
        Scope: "admin" | "bakeries:write" | "feedstocks:write" | "runs:write" | "logs:read" | "ops";
        Failure: {
            detail: string;
        };
        RecipeRunRead: {
            recipe_id: string;
            bakery_id: number;
            feedstock_id: number;
            head_sha: string;
            version: string;
            /**
             * Format: date-time-local
             * @description UTC, without a zone; input may have a zone.
             */
            started_at: string;
            completed_at: string | null;
            conclusion: components["schemas"]["RecipeRunConclusion"] | null;
            dataset_type: components["schemas"]["DatasetType"] | null;
            dataset_public_url: string | null;
            /** @description Plain text, or JSON as text. */
            message: string | null;
            status: components["schemas"]["RecipeRunStatus"];
            is_test: boolean;
            id: number;
        };
        HTTPValidationError: {
            detail: components["schemas"]["ValidationError"][];
        };
        ValidationError: {
            loc: (string | number)[];
            msg: string;
            type: string;
        };
        RecipeRunReadWithBakeryAndFeedstock: {
            recipe_id: string;
            bakery_id: number;
            feedstock_id: number;
            head_sha: string;
            version: string;
            /**
             * Format: date-time-local
             * @description UTC, without a zone; input may have a zone.
             */
            started_at: string;
            completed_at: string | null;
            conclusion: components["schemas"]["RecipeRunConclusion"] | null;
            dataset_type: components["schemas"]["DatasetType"] | null;
            dataset_public_url: string | null;
            /** @description Plain text, or JSON as text. */
            message: string | null;
            status: components["schemas"]["RecipeRunStatus"];
            is_test: boolean;
            id: number;
            /** @description Why it failed, for the author of the recipe. */
            failure_reason: string | null;
            /** @description Who requested it: a login, or what caused it. */
            requested_by: string | null;
            pull_request: number | null;
            /** @description The run that this one repeats. */
            retry_of: number | null;
            bakery_job_name: string | null;
            bakery_job_id: string | null;
            /** @description What the bakery reports of the job, in its own format. */
            bakery_job: {
                [key: string]: unknown;
            } | null;
            /** @description Where the bakery shows the job. */
            console_url: string | null;
            /** @description What the job used; null where the bakery does not report it. */
            cost: components["schemas"]["Cost"] | null;
            dispatched_at: string | null;
            duration_seconds: number | null;
            bakery: components["schemas"]["BakeryRead"];
            feedstock: components["schemas"]["FeedstockRead"];
        };
        Cost: {
            vcpu_hours: number | null;
            memory_gb_hours: number | null;
            disk_gb_hours: number | null;
            ssd_gb_hours: number | null;
        };
        BakeryRead: {
            region: string;
            name: string;
            description: string;
            id: number;
        };
        FeedstockRead: {
            /**
             * @description owner/name of the repository
             * @example pangeo-forge/gpcp-feedstock
             */
            spec: string;
            provider: components["schemas"]["RepoProvider"];
            id: number;
        };
        Deleted: {
            /** @constant */
            ok: true;
        };
        RunPhase: {
            /** @enum {string} */
            phase: "clone" | "environment" | "read" | "submit" | "bake" | "inspect";
            /** Format: date-time */
            started_at: string;
            /**
             * Format: date-time
             * @description Null while it goes on.
             */
            ended_at: string | null;
            /** @description Of its spans in OpenTelemetry; null without telemetry. */
            trace_id: string | null;
        };
        Event: {
            id: number;
            /** Format: date-time */
            at: string;
            /** @enum {string} */
            kind: "delivery" | "command" | "transition" | "operation";
            /** @description ran, ignored, refused, waited, superseded, failed, changed or unchanged */
            decision: string;
            /** @example queued */
            from_state: string | null;
            /** @example in_progress */
            to_state: string | null;
            /** @description A login, bakery, worker, reconciler, api key … */
            actor: string | null;
            reason: string;
            delivery_id: string | null;
            recipe_run_id: number | null;
        };
        Decision: {
            id: string;
            event: string;
            action: string | null;
            repository: string | null;
            number: number | null;
            /** Format: date-time */
            received_at: string;
            /** Format: date-time */
            handled_at: string | null;
            /** @enum {string} */
            state: "due" | "leased" | "waiting" | "done" | "failed";
            waits_for: string | null;
            decisions: components["schemas"]["Event"][];
        };
        InspectedDataset: {
            /** @description Of production: the dataset, whichever run wrote it last. */
            dataset_id: number | null;
            /** @description Null where nothing of a known kind was seen. */
            kind: ("zarr2" | "zarr3" | "kerchunk-json" | "kerchunk-parquet" | "icechunk" | "parquet") | null;
            /** @description Where it is read; null where the public cannot. */
            address: string | null;
            /** @description It was opened after it was written. */
            verified: boolean;
            /** @description Why it was not opened. */
            problem: string | null;
            /** @description Of Icechunk: the snapshot. */
            version: string | null;
            size_bytes: number | null;
            objects: number | null;
            /** @description ISO 8601, UTC. */
            inspected_at: string;
            /** @description Null where it cannot be drawn. */
            picture: components["schemas"]["DatasetPicture"] | null;
            /** @description Dimensions, coordinates, variables, chunks, codecs and attributes. */
            description: {
                [key: string]: unknown;
            } | null;
        };
        DatasetPicture: {
            /** @description Path of a PNG on this host, which never changes. */
            light: string;
            /** @description Path of a PNG on this host, which never changes. */
            dark: string;
            /** @description What it shows. */
            caption: string;
        };
        DatasetOpening: {
            dataset_type: components["schemas"]["DatasetType"] | null;
            dataset_public_url: string;
            /** @description Null where nothing of a known kind was seen. */
            kind: ("zarr2" | "zarr3" | "kerchunk-json" | "kerchunk-parquet" | "icechunk" | "parquet") | null;
            /** @description It was opened after it was written. */
            verified: boolean;
            /** @description Why it was not opened; null where nobody tried. */
            problem: string | null;
            /** @description Python that opens it, with the storage options that it needs; the first line names the packages. */
            code: string;
        };
        CatalogEntry: {
            id: number;
            title: string;
            feedstock_id: number;
            /** @description `owner/name` */
            feedstock: string;
            recipe_id: string;
            /** @description The production run that wrote it last. */
            run_id: number;
            /** @description ISO 8601, UTC. */
            written_at: string | null;
            kind: ("zarr2" | "zarr3" | "kerchunk-json" | "kerchunk-parquet" | "icechunk" | "parquet") | null;
            dataset_type: string | null;
            /** @description Where it is read; null where the public cannot. */
            address: string | null;
            /** @description It was opened after it was written. */
            verified: boolean;
            /** @description As meta.yaml names it. */
            license: string | null;
            /** @description Names and standard names, in lower case. */
            variables: string[];
            /** @description First time of the data, in its own calendar. */
            starts_at: string | null;
            ends_at: string | null;
            /** @description West, south, east, north; west is greater where the 180th meridian is crossed. */
            bbox: number[] | null;
            size_bytes: number | null;
            objects: number | null;
            picture: components["schemas"]["DatasetPicture"] | null;
        };
        DatasetDetails: {
            id: number;
            title: string;
            feedstock_id: number;
            /** @description `owner/name` */
            feedstock: string;
            recipe_id: string;
            /** @description The production run that wrote it last. */
            run_id: number;
            /** @description ISO 8601, UTC. */
            written_at: string | null;
            kind: ("zarr2" | "zarr3" | "kerchunk-json" | "kerchunk-parquet" | "icechunk" | "parquet") | null;
            dataset_type: string | null;
            /** @description Where it is read; null where the public cannot. */
            address: string | null;
            /** @description It was opened after it was written. */
            verified: boolean;
            /** @description As meta.yaml names it. */
            license: string | null;
            /** @description Names and standard names, in lower case. */
            variables: string[];
            /** @description First time of the data, in its own calendar. */
            starts_at: string | null;
            ends_at: string | null;
            /** @description West, south, east, north; west is greater where the 180th meridian is crossed. */
            bbox: number[] | null;
            size_bytes: number | null;
            objects: number | null;
            picture: components["schemas"]["DatasetPicture"] | null;
            /** @description What meta.yaml says of the datasets of its feedstock. */
            about: string | null;
            providers: components["schemas"]["Provider"][];
            /** @description Dimensions, coordinates, variables, chunks, codecs and attributes. */
            description: components["schemas"]["DatasetDescription"] | null;
            /** @description Code that opens it, with the storage options that it needs. */
            opening: components["schemas"]["OpeningCode"][];
            /** @description Path of its item in the STAC catalogue of this deployment. */
            stac: string;
            /** @description Path of the collection of its feedstock. */
            stac_collection: string;
            /** @description Paths of the documents that say how its present version was made; null until they are. */
            provenance: {
                statement: string;
                ro_crate: string;
            } | null;
            /** @description The newest first. */
            versions: components["schemas"]["DatasetVersion"][];
        };
        Provider: {
            name: string;
            roles: string[];
            url: string | null;
        };
        DatasetDescription: {
            /** @description Of Zarr. */
            format: number;
            isConsolidated: boolean;
            isSharded?: boolean | null;
            isPyramid?: boolean | null;
            crs?: string | null;
            groups: components["schemas"]["DatasetGroup"][];
        };
        DatasetGroup: {
            /** @description Empty for the root. */
            path: string;
            dimensions: {
                name: string;
                size: number;
            }[];
            coordinates: components["schemas"]["DatasetVariable"][];
            variables: components["schemas"]["DatasetVariable"][];
            attributes: {
                [key: string]: unknown;
            };
        };
        DatasetVariable: {
            name: string;
            dimensions: string[];
            shape: number[];
            chunks: number[];
            shards?: number[] | null;
            dtype: string;
            codecs: string[];
            attributes: {
                [key: string]: unknown;
            };
            /** @description Its first and last values. */
            preview: string | null;
        };
        OpeningCode: {
            /** @enum {string} */
            language: "python" | "javascript";
            code: string;
        };
        DatasetVersion: {
            run_id: number;
            /** @description Commit of the feedstock. */
            head_sha: string;
            bakery: string;
            requested_by: string | null;
            /** @description ISO 8601, UTC. */
            written_at: string | null;
            address: string | null;
            kind: ("zarr2" | "zarr3" | "kerchunk-json" | "kerchunk-parquet" | "icechunk" | "parquet") | null;
            /** @description Of Icechunk: the snapshot. */
            version: string | null;
            verified: boolean;
            /** @description Why it was not opened. */
            problem: string | null;
            size_bytes: number | null;
            objects: number | null;
            /** @description Since the version before; null for the first, and where one of both was not opened. */
            changes: components["schemas"]["DatasetChange"][] | null;
        };
        DatasetChange: {
            /** @enum {string} */
            of: "size" | "dimension" | "variable" | "attribute" | "time" | "snapshot";
            name: string;
            /** @description Null: it was not there. */
            from: string | null;
            /** @description Null: it is gone. */
            to: string | null;
        };
        BakeryQueue: {
            /** @description Maximum number of runs in progress at the bakery; null when it is not known here. */
            limit: number | null;
            /** @description Whether recipes whose `meta.yaml` names no bakery run here. */
            is_default: boolean;
            /** @description Why the bakery starts nothing new for now. */
            paused: string | null;
            /** @description Why this deployment starts nothing new for now. */
            stopped: string | null;
            /** @description What it works on, the newest first. */
            active: components["schemas"]["QueuedRun"][];
            /** @description In the order in which they start. */
            waiting: components["schemas"]["WaitingRun"][];
        };
        QueuedRun: {
            id: number;
            recipe_id: string;
            feedstock_id: number;
            is_test: boolean;
            /**
             * Format: date-time-local
             * @description UTC, without a zone; input may have a zone.
             */
            started_at: string;
        };
        WaitingRun: {
            id: number;
            recipe_id: string;
            feedstock_id: number;
            is_test: boolean;
            /**
             * Format: date-time-local
             * @description UTC, without a zone; input may have a zone.
             */
            started_at: string;
            /** @description From 1, the next to start; null: it waits for another run that writes the same dataset. */
            place: number | null;
        };
        RunQueue: {
            /** @enum {string} */
            state: "waiting" | "running" | "ended";
            /** @description command: a comment with /run; operator: an operator has stopped dispatching; budget: it may exceed a budget, and waits for /approve; bakery: the bakery is paused; limit: the bakery has reached its limit; earlier_run: a run that writes the same dataset; worker: a free runner slot; refusal: the bakery accepts no job at the moment. */
            waits_for: ("command" | "operator" | "budget" | "bakery" | "limit" | "earlier_run" | "worker" | "refusal") | null;
            /** @description The same as a sentence. */
            reason: string | null;
            /** @description Its place among those that wait for the bakery, from 1. */
            place: number | null;
            /** @description How many wait for the bakery. */
            waiting: number;
            /** @description How many the bakery works on. */
            active: number;
            /** @description Maximum number of runs in progress at the bakery; null when it is not known here. */
            limit: number | null;
            earlier_run_id: number | null;
        };
        BakeryReadWithRecipeRuns: {
            region: string;
            name: string;
            description: string;
            id: number;
            recipe_runs: components["schemas"]["RecipeRunRead"][];
        };
        FeedstockReadWithRecipeRuns: {
            /**
             * @description owner/name of the repository
             * @example pangeo-forge/gpcp-feedstock
             */
            spec: string;
            provider: components["schemas"]["RepoProvider"];
            id: number;
            recipe_runs: components["schemas"]["RecipeRunRead"][];
        };
        Dataset: {
            /** @description Id of the recipe run. */
            id: number;
            recipe_id: string;
            feedstock_id: number;
            is_test: boolean;
            dataset_type: string | null;
            dataset_public_url: string;
        };
        Schedule: {
            recipe_id: string;
            /**
             * @description Five fields of cron, UTC.
             * @example 0 6 * * *
             */
            schedule: string;
            /** @description ISO 8601, UTC: when the next run starts; null while it is paused. */
            next_at: string | null;
            /** @description The last run that the schedule started. */
            last_run_id: number | null;
            /** @description ISO 8601, UTC: the last due time that started nothing. */
            skipped_at: string | null;
            skip_reason: string | null;
            /** @description ISO 8601, UTC: since when it is paused. */
            paused_at: string | null;
            /** @description A login; null when failures paused it. */
            paused_by: string | null;
            pause_reason: string | null;
        };
        StatsResponse: {
            count: number;
        };
        RunsOfDay: {
            /**
             * Format: date
             * @description On which the runs were registered, UTC.
             */
            day: string;
            bakery_id: number;
            /** @enum {string} */
            outcome: "queued" | "in_progress" | "action_required" | "cancelled" | "failure" | "neutral" | "success" | "skipped" | "stale" | "timed_out";
            runs: number;
        };
        RunsOfBakery: {
            bakery_id: number;
            bakery: string;
            runs: number;
            ended: number;
            succeeded: number;
            /** @description That a successful run took from being dispatched to its end. */
            median_seconds: number | null;
            /** @description Nine of ten successful runs took no longer. */
            p90_seconds: number | null;
        };
        ProvenanceEnvelope: {
            /** @constant */
            payloadType: "application/vnd.in-toto+json";
            /** Format: base64 */
            payload: string;
            signatures: {
                keyid: string;
                /** Format: base64 */
                sig: string;
            }[];
        };
        ProvenanceKey: {
            /** @description SHA-256 of the key (SPKI, DER); `keyid` in envelopes. */
            key_id: string;
            /** @description PEM. */
            public_key: string;
        };
        ApiKey: {
            /** @description The first part of the key, which identifies it. */
            prefix: string;
            owner: string;
            scopes: components["schemas"]["Scope"][];
            /** @description The key works for runs of this bakery only. */
            bakery: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at: string | null;
            /** Format: date-time */
            last_used_at: string | null;
            /** Format: date-time */
            revoked_at: string | null;
        };
        NewApiKey: {
            /** @description The first part of the key, which identifies it. */
            prefix: string;
            owner: string;
            scopes: components["schemas"]["Scope"][];
            /** @description The key works for runs of this bakery only. */
            bakery: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at: string | null;
            /** Format: date-time */
            last_used_at: string | null;
            /** Format: date-time */
            revoked_at: string | null;
            /** @description Shown only once: only its hash is stored. */
            key: string;
        };
        Work: {
            id: string;
            kind: string;
            ref: string;
            subject: string;
            label: string;
            /** @enum {string} */
            state: "due" | "leased" | "waiting" | "failed" | "done";
            attempts: number;
            /** Format: date-time */
            due_at: string;
            /** Format: date-time */
            updated_at: string;
            reason: string | null;
            /**
             * Format: date-time
             * @description Since when it has failed and been retried.
             */
            retrying_since: string | null;
        };
        Dispatching: {
            stopped: boolean;
            reason: string | null;
            by: string | null;
        };
        ReadyWork: {
            /** @description For processes `worker`, with `WORKER_CONCURRENCY` slots each. */
            orchestrate: number;
            /** @description For processes `runner`, with `RUNNER_SLOTS` slots each. */
            run: number;
        };
        Alert: {
            name: string;
            /** @enum {string} */
            severity: "page" | "ticket";
            is_firing: boolean;
            /** @description The worst there is now. */
            value: number | null;
            /** @description Of the series with this value. */
            labels: {
                [key: string]: string;
            };
            summary: string;
            /** @description What to do. */
            action: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    status__get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "ok";
                    };
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    read_range_recipe_runs__get: {
        parameters: {
            query?: {
                /** @description Rows to skip. */
                offset?: number;
                /** @description Maximum number of rows. */
                limit?: number;
                /** @description A column; `id` by default. */
                order_by?: "recipe_id" | "bakery_id" | "feedstock_id" | "head_sha" | "version" | "started_at" | "completed_at" | "conclusion" | "status" | "is_test" | "dataset_type" | "dataset_public_url" | "message" | "id";
                /** @description Direction of order_by. */
                sort?: "asc" | "desc";
                /** @description Where the previous page ended, from its `Link: rel="next"`. It includes the order. */
                cursor?: string;
                /** @description One or more, repeated or separated by commas. */
                status?: components["schemas"]["RecipeRunStatus"][];
                /** @description One or more, repeated or separated by commas. */
                conclusion?: components["schemas"]["RecipeRunConclusion"][];
                /** @description One or more, repeated or separated by commas. */
                dataset_type?: components["schemas"]["DatasetType"][];
                /** @description owner/name, case-insensitive. */
                feedstock?: string;
                /** @description Its name, case-insensitive. */
                bakery?: string;
                feedstock_id?: number;
                bakery_id?: number;
                recipe_id?: string;
                head_sha?: string;
                is_test?: boolean;
                /** @description Started at this time or later. */
                started_after?: string;
                started_before?: string;
                /** @description Completed at this time or later. */
                completed_after?: string;
                completed_before?: string;
                /** @description Text in the recipe id, the commit or the feedstock’s name. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The recipe runs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecipeRunRead"][];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    create_recipe_runs__post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RecipeRunCreate"];
            };
        };
        responses: {
            /** @description The new run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecipeRunRead"];
                };
            };
            /** @description The key is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A key is needed, or this key may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description Too many requests: `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    read_single_recipe_runs__id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecipeRunReadWithBakeryAndFeedstock"];
                };
            };
            /** @description There is no such run. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    delete_recipe_runs__id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run was deleted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deleted"];
                };
            };
            /** @description The key is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A key is needed, or this key may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description There is no such run. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description Too many requests: `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    update_recipe_runs__id__patch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RecipeRunUpdate"];
            };
        };
        responses: {
            /** @description The run after the change. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecipeRunRead"];
                };
            };
            /** @description The key is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A key is needed, or this key may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description There is no such run. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description Too many requests: `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    retry_recipe_run: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RecipeRunRetry"];
            };
        };
        responses: {
            /** @description The new run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecipeRunReadWithBakeryAndFeedstock"];
                };
            };
            /** @description The key is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A key is needed, or this key may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description There is no such run. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description It has not ended, or cannot be repeated. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description Too many requests: `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description GitHub did not resolve `ref`. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    cancel_recipe_run: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run after the change. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecipeRunReadWithBakeryAndFeedstock"];
                };
            };
            /** @description The key is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A key is needed, or this key may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description There is no such run. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description It has already ended. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description Too many requests: `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    read_recipe_run_phases: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The phases. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunPhase"][];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    read_recipe_run_events: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The journal, oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Event"][];
                };
            };
            /** @description There is no such run. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    read_delivery_decision: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its state and its journal. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Decision"];
                };
            };
            /** @description No such delivery was received. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    read_recipe_run_datasets: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The stores. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InspectedDataset"][];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    inspect_datasets: {
        parameters: {
            query?: {
                /** @description Also those that were opened before. */
                again?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How many runs’ datasets will be inspected. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        runs: number;
                    };
                };
            };
            /** @description The key is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A key is needed, or this key may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description Too many requests: `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    read_recipe_run_dataset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its address, and the code that opens it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetOpening"];
                };
            };
            /** @description There is no such run, or it has published no dataset. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    read_dataset_picture: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                hash: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The picture. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/png": unknown;
                };
            };
            /** @description There is no such picture. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    search_datasets: {
        parameters: {
            query?: {
                /** @description Beginnings of words, all of which it must have. */
                q?: string;
                /** @description A name or standard name of a variable. */
                variable?: string;
                /** @description It has data at this date or later. */
                from?: string;
                /** @description It has data at this date or earlier. */
                to?: string;
                /** @description `west,south,east,north` in degrees: it has data there. */
                bbox?: string;
                license?: string;
                kind?: "zarr2" | "zarr3" | "kerchunk-json" | "kerchunk-parquet" | "icechunk" | "parquet";
                feedstock_id?: number;
                limit?: number;
                /** @description Where the previous page ended: its `next_cursor`. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The datasets that match, and how many there are. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        datasets: components["schemas"]["CatalogEntry"][];
                        total: number;
                        next_cursor: string | null;
                    };
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    read_dataset_facets: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The most frequent first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        licenses: {
                            name: string;
                            datasets: number;
                        }[];
                        kinds: {
                            /** @enum {string} */
                            name: "zarr2" | "zarr3" | "kerchunk-json" | "kerchunk-parquet" | "icechunk" | "parquet";
                            datasets: number;
                        }[];
                    };
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    read_dataset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The dataset. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetDetails"];
                };
            };
            /** @description There is no such dataset. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    read_bakery_queue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its runs as they are now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BakeryQueue"];
                };
            };
            /** @description There is no such bakery. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    read_recipe_run_queue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its place in the queue, or how it ended. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunQueue"];
                };
            };
            /** @description There is no such run. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    read_range_bakeries__get: {
        parameters: {
            query?: {
                /** @description Rows to skip. */
                offset?: number;
                /** @description Maximum number of rows. */
                limit?: number;
                /** @description A column; `id` by default. */
                order_by?: "region" | "name" | "description" | "id";
                /** @description Direction of order_by. */
                sort?: "asc" | "desc";
                /** @description Where the previous page ended, from its `Link: rel="next"`. It includes the order. */
                cursor?: string;
                name?: string;
                region?: string;
                /** @description Only the bakery of recipes whose `meta.yaml` names none; nothing where the deployment has no default. */
                is_default?: "true";
                /** @description Text in the name, the region or the description. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bakeries. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BakeryRead"][];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    create_bakeries__post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BakeryCreate"];
            };
        };
        responses: {
            /** @description The new bakery. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BakeryRead"];
                };
            };
            /** @description The key is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A key is needed, or this key may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description Too many requests: `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    read_single_bakeries__id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bakery. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BakeryReadWithRecipeRuns"];
                };
            };
            /** @description There is no such bakery. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    delete_bakeries__id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bakery was deleted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deleted"];
                };
            };
            /** @description The key is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A key is needed, or this key may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description There is no such bakery. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The bakery still has recipe runs. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description Too many requests: `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    update_bakeries__id__patch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BakeryUpdate"];
            };
        };
        responses: {
            /** @description The bakery after the change. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BakeryRead"];
                };
            };
            /** @description The key is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A key is needed, or this key may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description There is no such bakery. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description Too many requests: `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    read_range_feedstocks__get: {
        parameters: {
            query?: {
                /** @description Rows to skip. */
                offset?: number;
                /** @description Maximum number of rows. */
                limit?: number;
                /** @description A column; `id` by default. */
                order_by?: "spec" | "provider" | "id";
                /** @description Direction of order_by. */
                sort?: "asc" | "desc";
                /** @description Where the previous page ended, from its `Link: rel="next"`. It includes the order. */
                cursor?: string;
                spec?: string;
                /** @description Text in the spec. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The feedstocks. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedstockRead"][];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    create_feedstocks__post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FeedstockCreate"];
            };
        };
        responses: {
            /** @description The new feedstock. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedstockRead"];
                };
            };
            /** @description The key is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A key is needed, or this key may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description Too many requests: `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    read_single_feedstocks__id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The feedstock. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedstockReadWithRecipeRuns"];
                };
            };
            /** @description There is no such feedstock. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    delete_feedstocks__id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The feedstock was deleted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deleted"];
                };
            };
            /** @description The key is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A key is needed, or this key may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description There is no such feedstock. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The feedstock still has recipe runs. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description Too many requests: `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    update_feedstocks__id__patch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FeedstockUpdate"];
            };
        };
        responses: {
            /** @description The feedstock after the change. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedstockRead"];
                };
            };
            /** @description The key is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A key is needed, or this key may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description There is no such feedstock. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description Too many requests: `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    get_feedstock_datasets_feedstocks__id__datasets_get: {
        parameters: {
            query?: {
                type?: "all" | "production" | "test";
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The datasets; none for an unknown feedstock. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dataset"][];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    read_feedstock_badge: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The image. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/svg+xml": unknown;
                };
            };
            /** @description There is no such feedstock. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    read_feedstock_schedules: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The schedules; none for an unknown feedstock. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schedule"][];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    read_dataset_feed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The feed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/atom+xml": unknown;
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    read_feedstock_run_feed: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The feed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/atom+xml": unknown;
                };
            };
            /** @description There is no such feedstock. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    read_recipe_run_logs: {
        parameters: {
            query?: {
                /** @description `runner` is public. The others are the bakery’s logs of the job and need a key, and so does asking without naming one, which answers the bakery’s logs, or the runner’s where it keeps none. */
                source?: "runner" | "job-message" | "kubelet" | "shuffler" | "harness" | "harness-startup" | "vm-health" | "vm-monitor" | "resource" | "agent" | "docker" | "system" | "shuffler-startup" | "worker";
                /** @description This severity and above. */
                severity?: "DEFAULT" | "DEBUG" | "INFO" | "NOTICE" | "WARNING" | "ERROR" | "CRITICAL" | "ALERT" | "EMERGENCY";
                /** @description Written at this time or later. */
                since?: string;
                /** @description Only this many lines from the end. */
                limit?: number;
                /** @description Continues until the run ends (only the runner’s log). */
                follow?: boolean;
                /** @description Instead of the Accept header: text/plain, application/x-ndjson or text/event-stream. */
                format?: "text" | "jsonl" | "sse";
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The lines, oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                    "application/x-ndjson": string;
                    "text/event-stream": string;
                };
            };
            /** @description The key is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A key is needed, or this key may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description There is no such run, or no such source. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description Too many requests: `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    read_recipe_run_trace: {
        parameters: {
            query?: {
                source?: "runner" | "job-message" | "kubelet" | "shuffler" | "harness" | "harness-startup" | "vm-health" | "vm-monitor" | "resource" | "agent" | "docker" | "system" | "shuffler-startup" | "worker";
                severity?: "DEFAULT" | "DEBUG" | "INFO" | "NOTICE" | "WARNING" | "ERROR" | "CRITICAL" | "ALERT" | "EMERGENCY";
                /** @description The last so many messages. */
                limit?: number;
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The traceback, or the last messages. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description The key is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A key is needed, or this key may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description There is no such run, or no such source. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description Too many requests: `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    read_recipe_of_commit_trace: {
        parameters: {
            query?: {
                source?: "runner" | "job-message" | "kubelet" | "shuffler" | "harness" | "harness-startup" | "vm-health" | "vm-monitor" | "resource" | "agent" | "docker" | "system" | "shuffler-startup" | "worker";
                severity?: "DEFAULT" | "DEBUG" | "INFO" | "NOTICE" | "WARNING" | "ERROR" | "CRITICAL" | "ALERT" | "EMERGENCY";
                /** @description The last so many messages. */
                limit?: number;
            };
            header?: never;
            path: {
                owner: string;
                name: string;
                /** @description The commit, or at least its first seven digits. */
                commit: string;
                recipe_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The traceback, or the last messages. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description The key is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A key is needed, or this key may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description There is no such run, or no such source. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description Too many requests: `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    read_recipe_of_commit_logs: {
        parameters: {
            query?: {
                /** @description `runner` is public. The others are the bakery’s logs of the job and need a key, and so does asking without naming one, which answers the bakery’s logs, or the runner’s where it keeps none. */
                source?: "runner" | "job-message" | "kubelet" | "shuffler" | "harness" | "harness-startup" | "vm-health" | "vm-monitor" | "resource" | "agent" | "docker" | "system" | "shuffler-startup" | "worker";
                /** @description This severity and above. */
                severity?: "DEFAULT" | "DEBUG" | "INFO" | "NOTICE" | "WARNING" | "ERROR" | "CRITICAL" | "ALERT" | "EMERGENCY";
                /** @description Written at this time or later. */
                since?: string;
                /** @description Only this many lines from the end. */
                limit?: number;
                /** @description Continues until the run ends (only the runner’s log). */
                follow?: boolean;
                /** @description Instead of the Accept header: text/plain, application/x-ndjson or text/event-stream. */
                format?: "text" | "jsonl" | "sse";
            };
            header?: never;
            path: {
                owner: string;
                name: string;
                /** @description The commit, or at least its first seven digits. */
                commit: string;
                recipe_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The lines, oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                    "application/x-ndjson": string;
                    "text/event-stream": string;
                };
            };
            /** @description The key is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A key is needed, or this key may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description There is no such run, or no such source. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description Too many requests: `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    get_recipe_stats_stats_recipe_runs_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Their number. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatsResponse"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    count_recipe_runs_by_day: {
        parameters: {
            query?: {
                /** @description One or more, repeated or separated by commas. */
                status?: components["schemas"]["RecipeRunStatus"][];
                /** @description One or more, repeated or separated by commas. */
                conclusion?: components["schemas"]["RecipeRunConclusion"][];
                /** @description One or more, repeated or separated by commas. */
                dataset_type?: components["schemas"]["DatasetType"][];
                /** @description owner/name, case-insensitive. */
                feedstock?: string;
                /** @description Its name, case-insensitive. */
                bakery?: string;
                feedstock_id?: number;
                bakery_id?: number;
                recipe_id?: string;
                head_sha?: string;
                is_test?: boolean;
                /** @description Started at this time or later. */
                started_after?: string;
                started_before?: string;
                /** @description Completed at this time or later. */
                completed_after?: string;
                completed_before?: string;
                /** @description Text in the recipe id, the commit or the feedstock’s name. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The newest day first; days without runs are left out. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunsOfDay"][];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description Too many requests: `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    count_recipe_runs_by_bakery: {
        parameters: {
            query?: {
                /** @description One or more, repeated or separated by commas. */
                status?: components["schemas"]["RecipeRunStatus"][];
                /** @description One or more, repeated or separated by commas. */
                conclusion?: components["schemas"]["RecipeRunConclusion"][];
                /** @description One or more, repeated or separated by commas. */
                dataset_type?: components["schemas"]["DatasetType"][];
                /** @description owner/name, case-insensitive. */
                feedstock?: string;
                /** @description Its name, case-insensitive. */
                bakery?: string;
                feedstock_id?: number;
                bakery_id?: number;
                recipe_id?: string;
                head_sha?: string;
                is_test?: boolean;
                /** @description Started at this time or later. */
                started_after?: string;
                started_before?: string;
                /** @description Completed at this time or later. */
                completed_after?: string;
                completed_before?: string;
                /** @description Text in the recipe id, the commit or the feedstock’s name. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The busiest bakery first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunsOfBakery"][];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description Too many requests: `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    get_bakery_stats_stats_bakeries_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Their number. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatsResponse"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    get_feedstock_stats_stats_feedstocks_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Their number. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatsResponse"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    get_dataset_stats_stats_datasets_get: {
        parameters: {
            query?: {
                exclude_test_runs?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Their number. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatsResponse"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    get_feedstock_hook_deliveries_feedstocks__id__deliveries_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description GitHub’s rows, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    }[];
                };
            };
            /** @description The feedstock is unknown, or the GitHub App is not installed there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description Too many requests: `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description GitHub did not answer, or refused. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    get_feedstock_check_runs_feedstocks__id__commits__commit_sha__check_runs_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
                commit_sha: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description GitHub’s list of check runs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description The feedstock is unknown, or the GitHub App is not installed there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description Too many requests: `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description GitHub did not answer, or refused. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    get_deliveries_github_hooks_deliveries_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description GitHub’s rows, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    }[];
                };
            };
            /** @description Too many requests: `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description GitHub did not answer, or refused. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    get_delivery_github_hooks_deliveries__id__get: {
        parameters: {
            query?: {
                response_only?: boolean;
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Our answer, or GitHub’s row without the payload. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description GitHub does not know the delivery (it keeps them for three days). */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description Too many requests: `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description GitHub did not answer, or refused. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    xarray_repr_xarray__get: {
        parameters: {
            query: {
                /** @description Address of the dataset. */
                url: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description HTML to embed in a page, and the requested URL. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        html: string;
                        dataset: string;
                    };
                };
            };
            /** @description The URL is not in a place of this deployment’s bakeries or datasets, or its storage does not let the public read. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description There is no dataset. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The storage was too slow. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The metadata or the HTML is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description Too many requests: `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The storage failed. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Too many datasets are being opened at the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    read_recipe_run_provenance: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The envelope. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProvenanceEnvelope"];
                };
            };
            /** @description It is no production run whose datasets were opened, or its statement is not made yet. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    read_recipe_run_ro_crate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description `ro-crate-metadata.json` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/ld+json": unknown;
                };
            };
            /** @description It is no production run whose datasets were opened, or its statement is not made yet. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    list_provenance_keys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The current one first, then those that signed before. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProvenanceKey"][];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    read_stac_catalog: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The catalogue. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        type: string;
                        stac_version: string;
                        id: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description There is no such part of the catalogue. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    read_stac_conformance: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description URIs of conformance classes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        conformsTo: string[];
                    };
                };
            };
            /** @description There is no such part of the catalogue. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    read_stac_queryables: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A JSON Schema. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/schema+json": unknown;
                };
            };
            /** @description There is no such part of the catalogue. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    list_stac_collections: {
        parameters: {
            query?: {
                /** @description Items of a page, which holds up to 250. */
                limit?: string;
                /** @description Where the page starts: taken from a link `next`. */
                token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of collections. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        collections: ({
                            type: string;
                            stac_version: string;
                            id: string;
                        } & {
                            [key: string]: unknown;
                        })[];
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description A parameter is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    read_stac_collection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description `owner--name` of the feedstock. */
                collection: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The collection. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        type: string;
                        stac_version: string;
                        id: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description There is no such part of the catalogue. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    read_stac_collection_queryables: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description `owner--name` of the feedstock. */
                collection: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A JSON Schema. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/schema+json": unknown;
                };
            };
            /** @description There is no such part of the catalogue. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    read_stac_item: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description `owner--name` of the feedstock. */
                collection: string;
                item: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The item. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": {
                        type: string;
                        stac_version: string;
                        id: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description There is no such part of the catalogue. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    search_stac: {
        parameters: {
            query?: {
                /** @description Items of a page, which holds up to 250. */
                limit?: string;
                /** @description Where the page starts: taken from a link `next`. */
                token?: string;
                /** @description West, south, east, north in degrees. */
                bbox?: string;
                /** @description A moment, or an interval such as `2000-01-01T00:00:00Z/..`. */
                datetime?: string;
                /** @description CQL2. `/stac/queryables` names the properties. */
                filter?: string;
                /** @description `cql2-text`, the default here, or `cql2-json`. */
                "filter-lang"?: string;
                /** @description WGS 84 only. */
                "filter-crs"?: string;
                /** @description Ids, separated by commas. */
                collections?: string;
                /** @description Ids of items, separated by commas. */
                ids?: string;
                /** @description A geometry of GeoJSON. */
                intersects?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of items. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": {
                        /** @constant */
                        type: "FeatureCollection";
                        features: ({
                            type: string;
                            stac_version: string;
                            id: string;
                        } & {
                            [key: string]: unknown;
                        })[];
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description What is searched for is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description There is no such part of the catalogue. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    search_stac_by_body: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description Items of a page. */
                    limit?: number;
                    /** @description Where the page starts. */
                    token?: string;
                    /** @description West, south, east, north in degrees. */
                    bbox?: unknown[];
                    /** @description A moment or an interval. */
                    datetime?: string;
                    /** @description Ids of collections. */
                    collections?: unknown[];
                    /** @description Ids of items. */
                    ids?: unknown[];
                    /** @description A geometry of GeoJSON. */
                    intersects?: Record<string, never>;
                    /** @description CQL2. */
                    filter?: unknown;
                    /** @description `cql2-json`, the default here, or `cql2-text`. */
                    "filter-lang"?: string;
                    /** @description WGS 84 only. */
                    "filter-crs"?: string;
                };
            };
        };
        responses: {
            /** @description A page of items. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": {
                        /** @constant */
                        type: "FeatureCollection";
                        features: ({
                            type: string;
                            stac_version: string;
                            id: string;
                        } & {
                            [key: string]: unknown;
                        })[];
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description What is searched for is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description There is no such part of the catalogue. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    list_stac_items: {
        parameters: {
            query?: {
                /** @description Items of a page, which holds up to 250. */
                limit?: string;
                /** @description Where the page starts: taken from a link `next`. */
                token?: string;
                /** @description West, south, east, north in degrees. */
                bbox?: string;
                /** @description A moment, or an interval such as `2000-01-01T00:00:00Z/..`. */
                datetime?: string;
                /** @description CQL2. `/stac/queryables` names the properties. */
                filter?: string;
                /** @description `cql2-text`, the default here, or `cql2-json`. */
                "filter-lang"?: string;
                /** @description WGS 84 only. */
                "filter-crs"?: string;
            };
            header?: never;
            path: {
                /** @description `owner--name` of the feedstock. */
                collection: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of items. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": {
                        /** @constant */
                        type: "FeatureCollection";
                        features: ({
                            type: string;
                            stac_version: string;
                            id: string;
                        } & {
                            [key: string]: unknown;
                        })[];
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description What is searched for is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description There is no such part of the catalogue. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    rebuild_stac: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How many items will be regenerated. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: number;
                    };
                };
            };
            /** @description The key is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A key is needed, or this key may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Too many requests: `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    list_api_keys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys, including revoked ones. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"][];
                };
            };
            /** @description The key is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A key is needed, or this key may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Too many requests: `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    create_api_key: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    owner: string;
                    scopes: components["schemas"]["Scope"][];
                    bakery?: string | null;
                    expires_at?: string | null;
                };
            };
        };
        responses: {
            /** @description The key. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewApiKey"];
                };
            };
            /** @description The key is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A key is needed, or this key may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description Too many requests: `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    rotate_api_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                prefix: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description How long the old key continues to work.
                     * @default 86400
                     */
                    overlap_seconds?: number;
                };
            };
        };
        responses: {
            /** @description The new key. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewApiKey"];
                };
            };
            /** @description The key is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A key is needed, or this key may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description There is no such key, or it has expired or was revoked. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description Too many requests: `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    revoke_api_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                prefix: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key after the change. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            /** @description The key is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A key is needed, or this key may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description There is no such key. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description Too many requests: `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    list_work: {
        parameters: {
            query?: {
                state?: ("due" | "leased" | "waiting" | "failed" | "done" | "retrying")[];
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The work, newest change first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Work"][];
                };
            };
            /** @description The key is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A key is needed, or this key may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description Too many requests: `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    retry_work: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is due. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                    };
                };
            };
            /** @description The key is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A key is needed, or this key may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description There is no such work, or it is in progress or done. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description Too many requests: `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    read_dispatching: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The switch. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dispatching"];
                };
            };
            /** @description The key is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A key is needed, or this key may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Too many requests: `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    stop_dispatching: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason: string;
                };
            };
        };
        responses: {
            /** @description The switch. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dispatching"];
                };
            };
            /** @description The key is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A key is needed, or this key may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description Too many requests: `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    resume_dispatching: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The switch. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dispatching"];
                };
            };
            /** @description The key is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A key is needed, or this key may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Too many requests: `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    pause_bakery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason: string;
                };
            };
        };
        responses: {
            /** @description It is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                    };
                };
            };
            /** @description The key is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A key is needed, or this key may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description There is no such bakery. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description Too many requests: `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    resume_bakery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                    };
                };
            };
            /** @description The key is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A key is needed, or this key may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description There is no such bakery. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description Too many requests: `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    read_metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Prometheus’s text format. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description The key is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A key is needed, or this key may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Too many requests: `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    read_ready_work: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Rows of work. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadyWork"];
                };
            };
            /** @description The key is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A key is needed, or this key may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Too many requests: `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    list_alerts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every rule, and whether it holds now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alert"][];
                };
            };
            /** @description The key is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A key is needed, or this key may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Too many requests: `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The request was refused for another reason, such as its size. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
}
