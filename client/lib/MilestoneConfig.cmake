# find_package(Milestone): the target milestone::milestone. What the library itself needs is linked
# into it; a program that uses it needs neither ZeroMQ nor protobuf to be built.
include("${CMAKE_CURRENT_LIST_DIR}/MilestoneTargets.cmake")
