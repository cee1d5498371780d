/* The receipt stands on this page: the phone need not keep it any longer. */

import { everything, remove } from "../js/outbox.js";

for (const item of await everything().catch(() => [])) if (item.shown && item.state === "sent") await remove(item.id);
