"""Losses of power and kills: one of each; `sh tests/run.sh crash` does thousands."""
import disks
from case import DEAD_DISK, fault, skip_if


def on_a_disk(make, **options):
    skip_if(disks.why_not())
    case = make(**options)
    case.daemon.mounted(disks.Image(case.daemon.state))
    return case


@fault("power loss under load")
def power_loss(make):
    case = on_a_disk(make)
    case.start()
    case.carry(0.4)
    case.daemon.disk.cut()
    case.daemon.kill()
    case.daemon.disk.back()
    case.start()
    case.did("is started again by a machine that has power", "replayed")
    case.finish()


@fault("the disk is gone while it runs")
def disk_gone(make):
    case = on_a_disk(make)
    case.start()
    case.carry(0.4)
    case.daemon.disk.cut()
    case.until_it_ends(DEAD_DISK)
    case.did("told nobody anything more and left with 74", "failed", "Input/output error", "position")
    case.daemon.disk.back()
    case.finish()


@fault("kill -9")
def killed(make):
    case = make()
    case.start()
    case.carry(0.4)
    case.daemon.kill()
    case.start()
    case.did("was started again; under systemd within a second (tests/systemd/test_service.sh)", "replayed")
    case.finish()
