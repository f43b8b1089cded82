import type { Hono } from "hono";
import { searchRoutes } from "../search/search-routes.ts";
import type { Env } from "../tenant.ts";
import { batchRoutes } from "./batch-route.ts";
import { copyRoutes, type Monitors } from "./copy-routes.ts";
import { deltaRoutes } from "./delta-routes.ts";
import { itemRoutes } from "./item-routes.ts";
import { listRoutes } from "./list-routes.ts";
import { permissionRoutes } from "./permission-routes.ts";
import { recycleRoutes } from "./recycle-routes.ts";
import type { Route } from "./routes.ts";
import { shareRoutes } from "./share-routes.ts";
import { siteRoutes } from "./site-routes.ts";
import { writeItemRoutes } from "./write-item-routes.ts";
import { writeRowRoutes } from "./write-row-routes.ts";

/** Everything that Graph answers here. */
export const allRoutes = (app: Hono<Env>, monitors: Monitors): Route[] => [
  ...siteRoutes,
  ...itemRoutes,
  ...permissionRoutes,
  ...deltaRoutes,
  ...listRoutes,
  ...shareRoutes,
  ...searchRoutes,
  ...writeItemRoutes,
  ...copyRoutes(monitors),
  ...recycleRoutes,
  ...writeRowRoutes,
  ...batchRoutes(app),
];
