"""Sensor alarms: from a sensor's stamp to the centre's screen, and from there to a ticket and to the grid worker.

The alarm of one sensor is a hazard of its own (``sensor_alarm``), for stories and for drills of the chain from sensor
to grid worker 从传感器到网格员. Low points use `show` for their own alarms.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from command_center.facts import AlarmShown, SensorAlarmed
from command_center.plan.scenario import SensorAlarm
from command_center.plan.spans import MINUTE
from command_center.world.playbooks import Playbooks
from command_center.world.stage import Stage

Steps = Generator[Any, Any, None]


def show(world: Stage, alarm: tuple[str, str, str, float], seat: str, cause: int, then: Callable[[int], None]) -> Steps:
    """A sensor (sensor, system, place, value) passes its alarm value; ``then`` gets the number of AlarmShown.

    While the system that carries it is down, the alarm waits there: it is looked for once a minute.
    """
    sensor, system, _, _ = alarm
    alarmed = world.emit(SensorAlarmed, cause, *alarm)
    delay = world.practice.sensor_delay
    yield world.env.timeout(round(world.stream("sensors").lognormal(delay.mean.ms, delay.cv)))
    while not world.systems.is_up(system):
        yield world.env.timeout(MINUTE)
    then(world.emit(AlarmShown, alarmed, sensor, seat))


def _story(world: Stage, playbooks: Playbooks, hazard: SensorAlarm) -> Steps:
    """One alarm: shown to its seat, made a ticket, and handed to the playbooks on ``sensor.NAME``."""
    yield world.env.timeout(hazard.at.ms)
    if world.now >= world.horizon:
        return
    alarm = (hazard.sensor, hazard.system, hazard.place, hazard.value)

    def shown(n: int) -> None:
        ticket = _ticket(world, hazard, n)
        playbooks.trigger(f"sensor.{hazard.sensor}", hazard.sensor, n, place=hazard.place, ticket=ticket)

    yield from show(world, alarm, hazard.seat, 0, shown)


def _ticket(world: Stage, hazard: SensorAlarm, cause: int) -> int:
    category = next(category for category in world.roster.categories if category.id == hazard.category)
    return world.contact(
        source=f"sensor.{hazard.id}",
        key=0,
        channel="sensor",
        nature="report",
        category=hazard.category,
        urgency=category.urgency,
        place=hazard.place,
        event=hazard.id,
        cause=cause,
    )


def start(world: Stage, playbooks: Playbooks) -> None:
    """Let the scenario's sensor alarms come."""
    for hazard in world.scenario.hazards:
        if isinstance(hazard, SensorAlarm):
            world.env.process(_story(world, playbooks, hazard))
