import { createRouter, createWebHistory } from "vue-router";

// Each page is a file of its own to load, so that a wall does not carry the director's desk.
export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: "/", name: "drills", component: () => import("./pages/DrillsPage.vue") },
    { path: "/join", name: "join", component: () => import("./pages/JoinPage.vue") },
    { path: "/wall/:drill", name: "wall", component: () => import("./pages/WallPage.vue"), props: true },
    { path: "/replay/:drill", name: "replay", component: () => import("./pages/ReplayPage.vue"), props: true },
    { path: "/seat/:drill/:seat", name: "seat", component: () => import("./pages/SeatPage.vue"), props: true },
    { path: "/director/:drill", name: "director", component: () => import("./pages/DirectorPage.vue"), props: true },
    { path: "/evaluator/:drill", name: "evaluator", component: () => import("./pages/EvaluatorPage.vue"), props: true },
    { path: "/:rest(.*)*", name: "missing", component: () => import("./pages/MissingPage.vue") },
  ],
});
